"""From a rule and a subject to a deed: what is sent, what it costs, whether it can be done now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias, cast

from turkform.core.addresses import Address
from turkform.core.changes import Cost
from turkform.core.follow_ups import DueDeed
from turkform.core.json_types import Json
from turkform.core.resources import Observed
from turkform.core.submissions import OVERRIDE_WITHIN, Status, Submission
from turkform.kinds import pricing
from turkform.kinds.follow_up.actions import (
    AcceptRequestSpec,
    ApproveSpec,
    BlockSpec,
    BonusSpec,
    CompensateSpec,
    ExtendSpec,
    GrantSpec,
    MessageSpec,
    MessageTextSpec,
    RejectRequestSpec,
    RejectSpec,
    RevokeSpec,
)
from turkform.kinds.follow_up.extensions import NOTHING, number_of
from turkform.kinds.follow_up.facts import Facts
from turkform.kinds.follow_up.spec import FollowUpSpec
from turkform.kinds.follow_up.subjects import Subject
from turkform.kinds.follow_up.texts import Texts
from turkform.kinds.hit.diff import paid

_FRESH = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule and one subject, with what the deed has already and what its texts may name."""

    facts: Facts
    texts: Texts
    rule: FollowUpSpec
    subject: Subject
    begun: DueDeed
    values: Mapping[str, object]

    def filled(self, parameters: Mapping[str, Json], text: str = "", **known: Any) -> DueDeed:
        """The deed; `known` are members of `DueDeed`."""
        return replace(self.begun, parameters=parameters, text=text, **known)

    def feedback(self, text: str, *, needed: bool = False) -> str:
        """A text of this deed, rendered and checked; where it is `needed`, not empty."""
        return self.texts.feedback(text, self.values, needed=needed)

    def reason(self, text: str, *, needed: bool = False) -> str:
        """As `feedback`."""
        return self.texts.reason(text, self.values, needed=needed)


Make: TypeAlias = Callable[[Asked], DueDeed | None]


def open_to(rule: FollowUpSpec, subject: Subject, now: datetime) -> bool:
    """Whether the action can be done to this subject at all: what is decided already need not be
    looked at by rules that decide."""
    if rule.action not in ("approve", "reject"):
        return True
    one = subject.work[0]
    if one.gone:
        return False
    return one.status is Status.SUBMITTED or (
        rule.approve is not None and rule.approve.override_rejection and _reversible(one, now)
    )


def make(asked: Asked) -> DueDeed | None:
    """The deed with everything filled in; None where there is nothing (left) to do.

    `TemplateFailed` where a text or an amount cannot be made.
    """
    return _MAKE[asked.rule.action](asked)


def _approve(asked: Asked) -> DueDeed | None:
    spec, one = cast("ApproveSpec", asked.rule.deed), asked.subject.work[0]
    over = one.status is Status.REJECTED
    feedback = asked.feedback(spec.feedback)
    given: dict[str, Json] = {"AssignmentId": one.assignment}
    given |= {"RequesterFeedback": feedback} if feedback else {}
    given |= {"OverrideRejection": True} if over else {}
    return asked.filled(given, feedback, amount=one.reward)


def _reversible(one: Submission, now: datetime) -> bool:
    """API reference 5.2: within thirty days of the submission."""
    recent = one.submitted_at is None or now - one.submitted_at < OVERRIDE_WITHIN
    return one.status is Status.REJECTED and recent


def _reject(asked: Asked) -> DueDeed | None:
    one = asked.subject.work[0]
    feedback = asked.feedback(cast("RejectSpec", asked.rule.deed).feedback, needed=True)
    given = {"AssignmentId": one.assignment, "RequesterFeedback": feedback}
    return asked.filled(given, feedback)


def _bonus(asked: Asked) -> DueDeed | None:
    spec = cast("BonusSpec", asked.rule.deed)
    amount = asked.texts.amount(spec.amount, asked.values)
    alive = [one for one in asked.subject.work if not one.gone]
    if not amount or not alive:
        return None
    # Always the same one, so that a repeat is known by its token and found by its reference.
    one, reason = alive[0], asked.reason(spec.reason, needed=True)
    given = {
        "WorkerId": one.worker, "AssignmentId": one.assignment,
        "BonusAmount": amount.wire, "Reason": reason,
    }  # fmt: skip
    cost = Cost(amount, pricing.bonus_fee(amount))
    return asked.filled(
        given, reason, amount=amount, assignment=one.assignment, hit=one.address, cost=cost
    )


def _message(asked: Asked) -> DueDeed | None:
    spec = cast("MessageSpec", asked.rule.deed)
    body = spec.text
    if isinstance(body, MessageTextSpec):
        body = asked.facts.campaign.texts[str(body.file)]
    head = asked.texts.subject(spec.subject, asked.values)
    text = asked.texts.message(body, asked.values)
    return asked.filled({"Subject": head, "MessageText": text}, f"{head}\n{text}")


def _grant(asked: Asked) -> DueDeed | None:
    spec, worker = cast("GrantSpec", asked.rule.deed), asked.subject.worker
    value = asked.texts.number(spec.value, asked.values)
    given: dict[str, Json] = {
        "WorkerId": worker,
        "IntegerValue": value,
        "SendNotification": spec.notify,
    }
    return asked.filled(given, str(value))


def _revoke(asked: Asked) -> DueDeed | None:
    spec, worker = cast("RevokeSpec", asked.rule.deed), asked.subject.worker
    held = asked.facts.holders.get(Address("qualification_type", spec.qualification), {})
    if worker not in held:
        return None
    reason = asked.reason(spec.reason)
    return asked.filled({"WorkerId": worker, **({"Reason": reason} if reason else {})}, reason)


def _block(asked: Asked) -> DueDeed | None:
    reason = asked.reason(cast("BlockSpec", asked.rule.deed).reason, needed=True)
    return asked.filled({"WorkerId": asked.subject.worker, "Reason": reason}, reason)


def _extend(asked: Asked) -> DueDeed | None:
    spec, hit = cast("ExtendSpec", asked.rule.deed), cast("Address", asked.subject.hit)
    resource, seen = asked.facts.resources[hit], asked.facts.hits[hit]
    known = asked.facts.added.get(str(hit), NOTHING)
    forgotten = max(0, number_of(resource, "extra") - known.assignments)
    base = number_of(resource, "max_assignments") - forgotten
    more = asked.texts.number(spec.assignments, asked.values) if spec.assignments is not None else 0
    seconds = int(spec.lifetime.total_seconds()) if spec.lifetime else 0
    target = base + more
    send = max(0, target - int(str(seen.attributes["max_assignments"])))
    if base < pricing.SURCHARGE_FROM <= target:
        send = 0  # the service never lets it happen (API reference 6.5)
    if number_of(resource, "extra_lifetime") - known.seconds >= seconds:
        seconds = 0
    if send <= 0 and not seconds:
        return None
    expires = _later(seen, seconds, asked.facts.now) if seconds else ""
    given: dict[str, Json] = {"HITId": resource.mturk_id, "NumberOfAdditionalAssignments": send}
    return asked.filled(
        given, _addition(send, expires),
        target=target, more=send, expires=expires,
        cost=pricing.assignments_cost(paid(resource), send),
        evidence={"hit": str(hit), "more": send, "seconds": seconds, "expires": expires},
    )  # fmt: skip


def _addition(more: int, expires: str) -> str:
    parts = [f"{more} assignments"] if more else []
    return " and ".join([*parts, *([f"time until {expires[:16]} UTC"] if expires else [])])


def _later(seen: Observed, seconds: int, now: datetime) -> str:
    """Beyond the present expiry, or beyond now where that is over (API reference 6.4)."""
    expires = datetime.fromisoformat(str(seen.status["expires"]))
    return (max(expires, now) + timedelta(seconds=seconds)).replace(microsecond=0).isoformat()


def _mark(asked: Asked) -> DueDeed | None:
    seen, back = (
        asked.facts.hits[cast("Address", asked.subject.hit)],
        asked.rule.deed == "reviewable",
    )
    if seen.status.get("state") != ("Reviewing" if back else "Reviewable"):
        return None
    return asked.filled({"HITId": asked.subject.hit_id, "Revert": back}, str(asked.rule.deed))


def _accept_request(asked: Asked) -> DueDeed | None:
    spec = cast("AcceptRequestSpec", asked.rule.deed)
    value = asked.texts.number(spec.value, asked.values)
    given: dict[str, Json] = {"QualificationRequestId": asked.subject.key, "IntegerValue": value}
    return asked.filled(given, str(value))


def _reject_request(asked: Asked) -> DueDeed | None:
    reason = asked.reason(cast("RejectRequestSpec", asked.rule.deed).reason)
    given = {"QualificationRequestId": asked.subject.key}
    return asked.filled({**given, **({"Reason": reason} if reason else {})}, reason)


def _compensate(asked: Asked) -> DueDeed | None:
    spec = cast("CompensateSpec", asked.rule.deed)
    amount = asked.texts.amount(spec.amount, asked.values)
    if not amount:
        return None
    title, lifetime = asked.texts.title(spec.title, asked.values), spec.lifetime.total_seconds()
    return asked.filled(
        {"title": title, "lifetime": int(lifetime)}, asked.reason(spec.reason, needed=True),
        amount=amount, cost=pricing.assignments_cost(pricing.hit_unit(amount, 1), 1),
    )  # fmt: skip


_MAKE: Mapping[str, Make] = {
    "approve": _approve,
    "reject": _reject,
    "bonus": _bonus,
    "message": _message,
    "grant": _grant,
    "revoke": _revoke,
    "block": _block,
    "unblock": _block,
    "extend": _extend,
    "mark": _mark,
    "accept_request": _accept_request,
    "reject_request": _reject_request,
    "compensate": _compensate,
}


def begin(name: str, rule: FollowUpSpec, subject: Subject, facts: Facts) -> DueDeed:
    """What every deed of a rule has, before its action fills in the rest."""
    one = subject.work[0] if rule.each == "assignment" else None
    type_name = getattr(rule.deed, "qualification", None)
    needed = Address("qualification_type", type_name) if type_name else None
    fresh = one is not None and one.submitted_at and facts.now - one.submitted_at < _FRESH
    address = Address("follow_up", name, subject.key)
    return DueDeed(
        address,
        facts.name(subject.worker) if subject.worker else "",
        worker_id=subject.worker,
        action=rule.action,
        qualification=needed,
        assignment=one.assignment if one else "",
        hit=subject.hit,
        depends_on=(needed,) if needed is not None else (),
        lagging=bool(fresh),
        tries=facts.tries.get(address, 0),
    )
