"""What changes of a HIT, and what cannot (API reference 6.4, 6.5, 8).

Fewer assignments, an earlier expiry and ten or more after fewer cannot be had in place. Such a HIT
is replaced only while nobody has touched it; afterwards it is left alone with the reason, because
a replacement would buy the same work twice. `--replace` overrides.
"""

from dataclasses import replace
from datetime import datetime

from turkform.core.changes import NO_COST, Action, Change, Cost, FieldChange, Reason
from turkform.core.json_types import Json
from turkform.core.money import Money
from turkform.core.resources import Observed, Resource
from turkform.kinds import decide, pricing
from turkform.kinds.hit.reopening import reopening
from turkform.kinds.hit.wanted import WantedHit
from turkform.kinds.kind import Situation


def diff(
    prior: Resource | None,
    observed: Observed | None,
    desired: WantedHit | None,
    situation: Situation,
) -> Change:
    """From past, present and wish to a change; past or wish must exist."""
    if desired is None:
        return _unwanted(prior, observed, situation)
    if prior is None or prior.status in ("gone", "retired"):
        if desired.earlier and not situation.sets.releases(desired.earlier[-1], desired.set_number):
            return _priced(decide.unchanged(desired.address, prior, Reason.SET_WAITS), desired.cost)
        desired.question()  # a question that cannot be made stops the plan, not the apply
        return _priced(decide.creation(prior, desired), desired.cost)
    if observed is None:
        if _over(prior, situation.now):
            return decide.unchanged(desired.address, prior, Reason.EXPIRED)
        desired.question()
        return _priced(decide.creation(prior, desired, Reason.GONE_LIVE), desired.cost)
    return _changed(prior, observed, _extended(desired, prior), situation)


def _extended(desired: WantedHit, prior: Resource) -> WantedHit:
    """The wish with what follow-ups have added since: it is no drift, and stays."""
    more = int(str(prior.attributes.get("extra", 0)))
    longer = int(str(prior.attributes.get("extra_lifetime", 0)))
    if not more and not longer:
        return desired
    return replace(
        desired,
        max_assignments=desired.max_assignments + more,
        lifetime=desired.lifetime + longer,
    )


def _unwanted(prior: Resource | None, observed: Observed | None, situation: Situation) -> Change:
    if prior is None:
        msg = "a diff needs a past or a wish"
        raise ValueError(msg)
    change = decide.unwanted(prior, observed, situation)
    if prior.status == "retired" and observed is not None and not deletable(observed):
        return decide.unchanged(prior.address, prior, Reason.EXPIRED)
    if change.action is Action.DELETE and observed is not None:
        return _priced(
            change, pricing.assignments_cost(paid(prior), -_number(observed, "available"))
        )
    return change


def deletable(observed: Observed) -> bool:
    """Whether DeleteHIT would be accepted: nothing open, nothing waiting for review."""
    return bool(observed.status.get("deletable"))


def _over(prior: Resource, now: datetime | None) -> bool:
    expires = prior.attributes.get("expires")
    return bool(expires and now and datetime.fromisoformat(str(expires)) <= now)


def _changed(
    prior: Resource, observed: Observed, desired: WantedHit, situation: Situation
) -> Change:
    moved = _moves(observed, desired, situation)
    target = _number(observed, "max_assignments", attributes=True)
    same = prior.digest == desired.digest and target == desired.max_assignments
    if same and not moved and not situation.replace:
        return decide.unchanged(desired.address, prior)
    question = (
        "question" not in desired.ignore
        and prior.digest[:32] != desired.digest[:32]
        and prior.attributes.get("question") != desired.question()
    )
    fields = _fields(prior, target, desired, question=question)
    fields += reopening(fields, observed, desired, situation.now)
    walls = _walls(fields)
    untouched = observed.status.get("available") == target and not observed.status.get("expired")
    if situation.replace:
        return _replace(prior, observed, desired, fields, (Reason.REQUESTED,))
    if question:
        return _replace(prior, observed, desired, fields, (Reason.QUESTION_IMMUTABLE,))
    if walls and untouched:
        return _replace(prior, observed, desired, fields, walls)
    if not moved and (walls or not fields):
        return decide.unchanged(desired.address, prior, *walls)
    return _update(prior, observed, desired, () if walls else fields, moved)


def _moves(observed: Observed, desired: WantedHit, situation: Situation) -> Reason | None:
    if situation.remade(desired.hit_type):
        return Reason.HIT_TYPE_MOVED
    known = situation.ids.get(desired.hit_type)
    if known is not None and observed.attributes.get("hit_type") != known:
        return Reason.HIT_TYPE_MOVED
    return None


def _fields(
    prior: Resource, target: int, desired: WantedHit, *, question: bool
) -> tuple[FieldChange, ...]:
    pairs: list[tuple[str, Json, Json]] = [
        ("max_assignments", target, desired.max_assignments),
        ("lifetime", prior.attributes.get("lifetime"), desired.lifetime),
    ]
    if question:
        pairs.append(("question", prior.attributes.get("question"), desired.question()))
    return tuple(FieldChange(*p) for p in pairs if p[1] != p[2] and p[0] not in desired.ignore)


def _walls(fields: tuple[FieldChange, ...]) -> tuple[Reason, ...]:
    found: list[Reason] = []
    for field in fields:
        before, after = field.before, field.after
        if not isinstance(before, int) or not isinstance(after, int):
            continue
        if field.name == "lifetime" and after < before:
            found.append(Reason.EXPIRY_CANNOT_SHORTEN)
        if field.name == "max_assignments" and after < before:
            found.append(Reason.ASSIGNMENTS_CANNOT_SHRINK)
        if field.name == "max_assignments" and before < pricing.SURCHARGE_FROM <= after:
            found.append(Reason.TEN_ASSIGNMENT_WALL)
    return tuple(found)


def _replace(
    prior: Resource,
    observed: Observed,
    desired: WantedHit,
    fields: tuple[FieldChange, ...],
    reasons: tuple[Reason, ...],
) -> Change:
    freed = pricing.assignments_cost(paid(prior), -_number(observed, "available"))
    return Change(
        desired.address,
        Action.REPLACE,
        reasons,
        fields,
        prior,
        desired,
        desired.depends_on,
        desired.cost + freed,
    )


def _update(
    prior: Resource,
    observed: Observed,
    desired: WantedHit,
    fields: tuple[FieldChange, ...],
    moved: Reason | None,
) -> Change:
    target = _number(observed, "max_assignments", attributes=True)
    before = paid(prior)
    cost = NO_COST
    if moved is not None:
        unsettled = target - _number(observed, "completed")
        new = desired.unit
        step = Cost(new.rewards - before.rewards, new.fees - before.fees)
        cost = pricing.assignments_cost(step, unsettled)
    more = next((f for f in fields if f.name == "max_assignments"), None)
    if more is not None:
        cost = cost + pricing.assignments_cost(desired.unit, desired.max_assignments - target)
    reasons = [*([moved] if moved else []), *([Reason.FIELD_CHANGED] if fields else [])]
    if any(field.name == "expires" for field in fields):
        reasons.append(Reason.REOPENED)
    return Change(
        desired.address,
        Action.UPDATE,
        tuple(reasons),
        fields,
        prior,
        desired,
        desired.depends_on,
        cost,
    )


def paid(prior: Resource) -> Cost:
    """The price of one assignment when the HIT was last written."""
    rewards, fees = prior.attributes.get("reward", 0), prior.attributes.get("fee", 0)
    return Cost(Money(int(str(rewards))), Money(int(str(fees))))


def _number(observed: Observed, name: str, *, attributes: bool = False) -> int:
    source = observed.attributes if attributes else observed.status
    return int(str(source.get(name, 0)))


def _priced(change: Change, cost: Cost) -> Change:
    return Change(
        change.address,
        change.action,
        change.reasons,
        change.fields,
        change.prior,
        change.desired,
        change.depends_on,
        cost,
    )
