"""The marketplace and a small independent model live through the same random studies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import ClientError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tests.marketplace.core_world import World
from tests.marketplace.hit_model import APPROVAL, DURATION, LIFETIME, REWARD, Hit, Refused, Work
from turkform.marketplace.not_allowed import NotAllowed

START: Final = 1_700_000_000
DAY: Final = 86_400
WORKERS: Final = ("AONE", "ATWO", "ATHREE")
BALANCE: Final = Fraction(30)  # so little that it runs out
PREFIX: Final = "AWS.MechanicalTurk."


class Study(RuleBasedStateMachine):
    """One requester's HITs, in the marketplace and in the model."""

    hits = Bundle("hits")
    works = Bundle("works")

    world: World
    clock: list[int]

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, Hit] = {}
        self.bonuses: dict[tuple[str, int], Fraction] = {}
        self.past = 0

    @property
    def now(self) -> int:
        return self.clock[0]

    @initialize()
    def open_an_account(self) -> None:
        self.clock[1] += 1
        self.world.client = self.world.client_of(f"requester-{self.clock[1]}")

    @rule(target=hits, most=st.sampled_from([1, 2, 3, 9, 10]))
    def create(self, most: int) -> Any:
        model = Hit(most, self.now + LIFETIME, most)
        hit_id = self.both(
            lambda: self.world.hit(
                MaxAssignments=most,
                Reward=f"{float(REWARD):.2f}",
                AssignmentDurationInSeconds=DURATION,
                AutoApprovalDelayInSeconds=APPROVAL,
                LifetimeInSeconds=LIFETIME,
            ),
            lambda: self.known.update({"new": model}),
        )
        if hit_id is None:
            return multiple()
        self.known[hit_id] = self.known.pop("new")
        return hit_id

    @rule(target=works, hit_id=hits, worker=st.sampled_from(WORKERS))
    def accept(self, hit_id: str, worker: str) -> tuple[str, str, Work | None]:
        accepted: list[Work] = []
        assignment_id = self.both(
            lambda: self.world.accept(hit_id, worker),
            lambda: accepted.append(self.known[hit_id].accept(worker, self.now)),
        )
        return hit_id, assignment_id or "", accepted[0] if accepted else None

    @rule(work=works)
    def submit(self, work: tuple[str, str, Work | None]) -> None:
        _, assignment_id, model = work
        if model is not None and model.state == "Accepted":
            self.world.submit(assignment_id, label="x")
            model.state, model.submitted_at = "Submitted", self.now

    @rule(work=works)
    def give_back(self, work: tuple[str, str, Work | None]) -> None:
        _, assignment_id, model = work
        if model is not None and model.state == "Accepted":
            self.world.control.give_back("live", {"AssignmentId": assignment_id})
            model.state = "Returned"

    @rule(work=works, state=st.sampled_from(["Approved", "Rejected"]), override=st.booleans())
    def decide(self, work: tuple[str, str, Work | None], state: str, *, override: bool) -> None:
        hit_id, assignment_id, model = work
        if model is None or model.state in {"Returned", "Abandoned"}:
            return  # the id may be another worker's by now
        client = self.world.client

        def call() -> None:
            if state == "Approved":
                client.approve_assignment(AssignmentId=assignment_id, OverrideRejection=override)
            else:
                client.reject_assignment(AssignmentId=assignment_id, RequesterFeedback="no")

        self.both(
            call, lambda: self.known[hit_id].decide(model, state, self.now, override=override)
        )

    @rule(
        work=works,
        amount=st.sampled_from(["0.04", "0.50", "3.00"]),
        token=st.sampled_from(["one", "two", "three"]),
    )
    def pay_a_bonus(self, work: tuple[str, str, Work | None], amount: str, token: str) -> None:
        hit_id, assignment_id, model = work
        if model is None or model.state in {"Returned", "Abandoned"}:
            return  # the id may be another worker's by now
        members = {"AssignmentId": assignment_id, "WorkerId": model.worker, "Reason": "good"}
        self.both(
            lambda: self.world.client.send_bonus(
                **members, BonusAmount=amount, UniqueRequestToken=token
            ),
            lambda: self.pay(self.known[hit_id], model, Fraction(amount), token),
        )

    def pay(self, hit: Hit, work: Work, amount: Fraction, token: str) -> None:
        if any(used == token and self.now - at < DAY for used, at in self.bonuses):
            raise Refused("DuplicateCall")
        if work.state == "Accepted":
            raise Refused("AssignmentDoesNotExist")
        if hit.deleted:
            raise Refused("InvalidHITState")
        self.bonuses[token, self.now] = amount + max(amount / 5, Fraction("0.01"))

    @rule(hit_id=hits, count=st.sampled_from([1, 2, 7]))
    def extend(self, hit_id: str, count: int) -> None:
        members = {"HITId": hit_id, "NumberOfAdditionalAssignments": count}
        self.both(
            lambda: self.world.client.create_additional_assignments_for_hit(**members),
            lambda: self.known[hit_id].extend(count),
        )

    @rule(hit_id=hits)
    def expire(self, hit_id: str) -> None:
        self.past += 1  # the same moment twice would be refused as a repeat
        moment = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(seconds=self.past)
        self.both(
            lambda: self.world.client.update_expiration_for_hit(HITId=hit_id, ExpireAt=moment),
            lambda: self.known[hit_id].expire(self.now),
        )

    @rule(hit_id=hits)
    def prolong(self, hit_id: str) -> None:
        model = self.known[hit_id]
        self.past += 1  # the same moment twice would be refused as a repeat
        seconds = DAY + self.past
        until = max(model.expires_at, self.now) + seconds
        self.both(
            lambda: self.world.client.update_expiration_for_hit(HITId=hit_id, ExpireAt=until),
            lambda: model.prolong(seconds, self.now),
        )

    @rule(hit_id=hits, revert=st.booleans())
    def review(self, hit_id: str, *, revert: bool) -> None:
        self.both(
            lambda: self.world.client.update_hit_review_status(HITId=hit_id, Revert=revert),
            lambda: self.known[hit_id].review(self.now, revert=revert),
        )

    @rule(hit_id=hits)
    def delete(self, hit_id: str) -> None:
        self.both(
            lambda: self.world.client.delete_hit(HITId=hit_id),
            lambda: self.known[hit_id].delete(self.now),
        )

    @rule(seconds=st.sampled_from([60, 660, 7_200, 90_000, 172_800]))
    def wait(self, seconds: int) -> None:
        self.clock[0] += seconds

    @invariant()
    def both_see_the_same(self) -> None:
        for hit_id, model in self.known.items():
            model.let_pass(self.now)
            expected = (model.status(self.now), model.available, model.pending, model.completed)
            assert self.world.counters(hit_id) == expected
        spent, on_hold = self.world.balance() if self.known else (str(BALANCE), None)
        assert (Fraction(spent), Fraction(on_hold or 0)) == (self.left(), self.held())

    def held(self) -> Fraction:
        living = (one for one in self.known.values() if not one.deleted)
        return sum((one.held(self.now) for one in living), Fraction(0))

    def left(self) -> Fraction:
        paid = sum((one.paid() for one in self.known.values()), Fraction(0))
        return BALANCE - self.held() - paid - sum(self.bonuses.values(), Fraction(0))

    def both(self, call: Callable[[], Any], model: Callable[[], None]) -> Any:
        """Do it in both; both succeed or both refuse, for the same reason."""
        wanted = None
        before = Memory(self)
        try:
            model()
            if self.left() < 0:
                before.restore()
                wanted = "InsufficientFunds"
        except Refused as refusal:
            wanted = str(refusal)
        refused, done = outcome(call)
        assert refused == wanted
        return done


class Memory:
    """What the model was before a call, for when there turns out to be no money for it."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._known, self._bonuses = dict(study.known), dict(study.bonuses)
        works = [one for hit in study.known.values() for one in hit.work]
        self._objects = [(one, {**vars(one)}) for one in (*study.known.values(), *works)]

    def restore(self) -> None:
        self._study.known, self._study.bonuses = self._known, self._bonuses
        for one, members in self._objects:
            vars(one).update(members)


def outcome(call: Callable[[], Any]) -> tuple[str | None, Any]:
    """Return why the marketplace refused, if it did, and what it answered, if it did not."""
    try:
        return None, call()
    except NotAllowed:
        return "NotAllowed", None
    except ClientError as error:
        response: dict[str, Any] = {**error.response}
        return str(response["TurkErrorCode"]).removeprefix(PREFIX), None


def test_hits_and_assignments_go_through_the_states_that_the_model_goes_through(
    tmp_path: Path,
) -> None:
    now = [START, 0]
    here = World(tmp_path, balance_cents=int(BALANCE * 100), wall_clock=lambda: now[0] * 1_000)

    class Here(Study):
        world = here
        clock = now

    quick = settings(
        max_examples=12,
        derandomize=True,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Here, settings=quick)
    here.marketplace.close()
