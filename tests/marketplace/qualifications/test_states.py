"""The marketplace and a small independent model grant, ask, revoke and delete at random."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

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

from tests.marketplace.errors.desk import Desk
from tests.marketplace.qualifications.model import Kind, Refused, Request
from tests.marketplace.test_hit_states import START, outcome

WORKERS: Final = ("AONE", "ATWO")
HOUR: Final = 3_600


class Office(RuleBasedStateMachine):
    """One requester's qualification types, in the marketplace and in the model."""

    kinds = Bundle("kinds")
    requests = Bundle("requests")

    desk: Desk
    clock: list[int]

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, Kind] = {}

    @property
    def now(self) -> int:
        return self.clock[0]

    @initialize()
    def open_an_account(self) -> None:
        self.clock[1] += 1
        self.desk.client = self.desk.client_of(f"requester-{self.clock[1]}")
        for worker in WORKERS:
            self.desk.worker(worker)

    @rule(
        target=kinds,
        name=st.sampled_from(["Reading", "Writing"]),
        retry=st.sampled_from([None, HOUR]),
        auto=st.sampled_from([None, 5]),
    )
    def create(self, name: str, retry: int | None, auto: int | None) -> Any:
        members: dict[str, Any] = {} if retry is None else {"RetryDelayInSeconds": retry}
        if auto is not None:
            members |= {"AutoGranted": True, "AutoGrantedValue": auto}
        type_id = self.both(
            lambda: self.desk.qualification(name=name, **members), lambda: self.take(name)
        )
        if type_id is None:
            return multiple()
        self.known[type_id] = Kind(name, retry, auto)
        return type_id

    def take(self, name: str) -> None:
        living = (one for one in self.known.values() if not one.gone(self.now))
        if any(one.name == name for one in living):
            raise Refused("QualificationTypeAlreadyExists")

    @rule(type_id=kinds, active=st.booleans())
    def switch(self, type_id: str, *, active: bool) -> None:
        status = "Active" if active else "Inactive"
        kind = self.known[type_id]
        self.both(
            lambda: self.desk.client.update_qualification_type(
                QualificationTypeId=type_id, QualificationTypeStatus=status
            ),
            lambda: kind.owned(self.now),
        )
        if kind.deleted_at is None:
            kind.active = active

    @rule(target=requests, type_id=kinds, worker=st.sampled_from(WORKERS))
    def ask(self, type_id: str, worker: str) -> Any:
        made: list[Request] = []
        request_id = self.both(
            lambda: self.desk.request(type_id, worker),
            lambda: made.append(self.known[type_id].ask(worker, self.now)),
        )
        return (type_id, request_id, made[0]) if made else multiple()

    @rule(request=requests, value=st.sampled_from([None, 0, 70]))
    def decide(self, request: tuple[str, str, Request], value: int | None) -> None:
        type_id, request_id, model = request
        client, which = self.desk.client, {"QualificationRequestId": request_id}

        def call() -> None:
            if value is None:
                client.reject_qualification_request(**which)
            else:
                client.accept_qualification_request(**which, IntegerValue=value)

        self.both(call, lambda: self.known[type_id].decide(model, value))

    @rule(type_id=kinds, worker=st.sampled_from(WORKERS), value=st.sampled_from([0, 99]))
    def grant(self, type_id: str, worker: str, value: int) -> None:
        self.both(
            lambda: self.desk.client.associate_qualification_with_worker(
                QualificationTypeId=type_id, WorkerId=worker, IntegerValue=value
            ),
            lambda: self.known[type_id].grant(worker, value, self.now),
        )

    @rule(type_id=kinds, worker=st.sampled_from(WORKERS))
    def revoke(self, type_id: str, worker: str) -> None:
        self.both(
            lambda: self.desk.client.disassociate_qualification_from_worker(
                QualificationTypeId=type_id, WorkerId=worker
            ),
            lambda: self.known[type_id].revoke(worker, self.now),
        )

    @rule(type_id=kinds)
    def delete(self, type_id: str) -> None:
        self.both(
            lambda: self.desk.client.delete_qualification_type(QualificationTypeId=type_id),
            lambda: self.known[type_id].delete(self.now),
        )

    @rule(seconds=st.sampled_from([60, HOUR, 24 * HOUR]))
    def wait(self, seconds: int) -> None:
        self.clock[0] += seconds

    @invariant()
    def both_know_the_same_scores(self) -> None:
        for type_id, kind in self.known.items():
            for worker in WORKERS:
                self.compare_scores(type_id, kind, worker)

    def compare_scores(self, type_id: str, kind: Kind, worker: str) -> None:
        scores: list[int] = []
        found = self.both(
            lambda: self.desk.client.get_qualification_score(
                QualificationTypeId=type_id, WorkerId=worker
            ),
            lambda: scores.append(kind.score(worker, self.now)),
        )
        assert scores == ([found["Qualification"]["IntegerValue"]] if found else [])

    @invariant()
    def both_list_the_same_types_and_requests(self) -> None:
        if not self.known:
            return
        listed = self.desk.client.list_qualification_types(
            MustBeRequestable=False, MustBeOwnedByCaller=True, MaxResults=100
        )["QualificationTypes"]
        shown = {one["QualificationTypeId"]: one["QualificationTypeStatus"] for one in listed}
        assert shown == {
            type_id: "Active" if kind.active else "Inactive"
            for type_id, kind in self.known.items()
            if kind.deleted_at is None
        }
        waiting = self.desk.client.list_qualification_requests(MaxResults=100)
        assert waiting["NumResults"] == sum(
            one.state == "Pending" for kind in self.known.values() for one in kind.requests
        )

    def both(self, call: Callable[[], Any], model: Callable[[], None]) -> Any:
        """Do it in both; both succeed or both refuse, for the same reason."""
        wanted = None
        try:
            model()
        except Refused as refusal:
            wanted = str(refusal)
        refused, done = outcome(call)
        assert refused == wanted
        return done


def test_qualifications_go_through_the_states_that_the_model_goes_through(tmp_path: Path) -> None:
    now = [START, 0]
    here = Desk(tmp_path, wall_clock=lambda: now[0] * 1_000)

    class Here(Office):
        desk = here
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
