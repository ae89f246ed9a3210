"""The calls that create, change and take down a HIT (API reference 6)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

from turkform.core.calls import ApiCall, CallRefused, Calls, EffectClass, Reply
from turkform.core.changes import Action, Change, Reason
from turkform.core.json_types import Json
from turkform.core.money import ZERO
from turkform.core.resources import Resource
from turkform.kinds import decide, pricing
from turkform.kinds.hit.set_guard import keep_apart
from turkform.kinds.hit.wanted import WantedHit
from turkform.kinds.kind import Lookup
from turkform.kinds.wanted import digest_of

PATIENCE = 60
_PAST = datetime(2015, 1, 1, tzinfo=UTC)


def calls(change: Change, lookup: Lookup) -> Calls[Resource | None]:
    """A replacement expires the old HIT first, so that nobody accepts both."""
    prior = change.prior
    if change.action is Action.FORGET and prior is not None:
        return _gone(prior)
    if change.action is Action.DELETE and prior is not None:
        kept = yield from _take_down(prior)
        return _retired(prior, kept) if kept else _gone(prior)
    desired = cast("WantedHit", change.desired)
    if change.action is Action.UPDATE and prior is not None:
        return (yield from _update(change, prior, desired, lookup))
    left: tuple[str, ...] = ()
    if change.action is Action.REPLACE and prior is not None:
        left = yield from _take_down(prior)
    elif prior is not None:
        waiting = (prior.mturk_id,) if prior.status == "retired" else ()
        left = (*waiting, *_ids(prior.attributes.get("retired")))
    return (yield from _create(change, desired, lookup, left))


def _create(
    change: Change, desired: WantedHit, lookup: Lookup, left: tuple[str, ...]
) -> Calls[Resource]:
    yield from keep_apart(desired, lookup)
    generation, key = decide.next_generation(change), str(desired.address)
    # Rendered once: the digest of what is sent is the digest that was planned.
    body = desired.body()
    hit_type, question = lookup.mturk_id(desired.hit_type), digest_of(body)
    reply = yield ApiCall(
        "CreateHITWithHITType",
        {
            "HITTypeId": hit_type,
            "MaxAssignments": desired.max_assignments,
            "LifetimeInSeconds": desired.lifetime,
            "RequesterAnnotation": lookup.marker(key, generation, question),
            **body,
        },
        EffectClass.TOKEN,
        desired.address,
        key,
        generation,
        cost=desired.cost.total,
        evidence={"marker": lookup.marker(key, generation, question)},
    )
    hit = cast("Reply", reply["HIT"])
    attributes = _attributes(desired, hit_type, question, _iso(hit.get("Expiration")))
    if desired.set_number:
        attributes["set"] = desired.set_number
    if left:
        attributes["retired"] = list(left)
    return _resource(desired, str(hit["HITId"]), attributes, generation)


def _update(change: Change, prior: Resource, desired: WantedHit, lookup: Lookup) -> Calls[Resource]:
    revision = int(str(prior.attributes.get("revision", 0))) + 1
    hit_type = lookup.mturk_id(desired.hit_type)
    attributes: dict[str, Json] = {**prior.attributes, "revision": revision}
    if Reason.HIT_TYPE_MOVED in change.reasons:
        yield from keep_apart(desired, lookup)
        yield _move(prior, hit_type, revision, change)
        attributes |= {"hit_type": hit_type, **_prices(desired)}
    reopened = any(field.name == "expires" for field in change.fields)
    for field in change.fields:
        if field.name == "max_assignments":
            yield _more(prior, desired, int(str(field.before)))
            attributes |= {"max_assignments": desired.max_assignments, **_prices(desired)}
        if field.name == "lifetime":
            attributes["lifetime"] = desired.lifetime
        if field.name == "expires" or (field.name == "lifetime" and not reopened):
            expires = str(field.after) if reopened else _later(prior, desired)
            yield _extend(prior, expires)
            attributes["expires"] = expires
    walled = desired.lifetime != attributes.get("lifetime") or (
        desired.max_assignments != attributes.get("max_assignments")
    )
    digest = prior.digest if walled else desired.digest
    return Resource(
        desired.address, prior.mturk_id, digest, attributes, prior.generation, desired.protect
    )


def _move(prior: Resource, hit_type: str, revision: int, change: Change) -> ApiCall:
    return ApiCall(
        "UpdateHITTypeOfHIT",
        {"HITId": prior.mturk_id, "HITTypeId": hit_type},
        EffectClass.ABSOLUTE,
        prior.address,
        f"{prior.address}#type#{revision}",
        prior.generation,
        cost=max(change.cost.total, ZERO),
        patience_seconds=PATIENCE,
    )


def _more(prior: Resource, desired: WantedHit, before: int) -> ApiCall:
    more = desired.max_assignments - before
    return ApiCall(
        "CreateAdditionalAssignmentsForHIT",
        {"HITId": prior.mturk_id, "NumberOfAdditionalAssignments": more},
        EffectClass.TOKEN,
        prior.address,
        f"{prior.address}#assignments#{desired.max_assignments}",
        prior.generation,
        cost=pricing.assignments_cost(desired.unit, more).total,
        evidence={"expected_before": before, "target": desired.max_assignments},
        patience_seconds=PATIENCE,
    )


def _later(prior: Resource, desired: WantedHit) -> str:
    before = int(str(prior.attributes.get("lifetime", 0)))
    expires = datetime.fromisoformat(str(prior.attributes["expires"]))
    return (expires + timedelta(seconds=desired.lifetime - before)).isoformat()


def _extend(prior: Resource, expires: str) -> ApiCall:
    return ApiCall(
        "UpdateExpirationForHIT",
        {"HITId": prior.mturk_id, "ExpireAt": expires},
        EffectClass.ABSOLUTE,
        prior.address,
        f"{prior.address}#expires#{expires}",
        prior.generation,
        patience_seconds=PATIENCE,
    )


def expire_and_delete(prior: Resource) -> Calls[bool]:
    """Whether it is gone; somebody may still be at work on it, or be waiting for a decision."""
    yield from _expire(prior)
    return (yield from _delete(prior, prior.mturk_id))


def _take_down(prior: Resource) -> Calls[tuple[str, ...]]:
    """Expire and delete; returns the ids that cannot be deleted yet."""
    left = []
    for number, hit in enumerate((prior.mturk_id, *_ids(prior.attributes.get("retired")))):
        if number == 0 and prior.status == "live":
            yield from _expire(prior)
        if not (yield from _delete(prior, hit)):
            left.append(hit)
    return tuple(left)


def _expire(prior: Resource) -> Calls[None]:
    # A clearly past moment: "now" is a coin toss; an exact repeat is refused, so each revision
    # has a moment of its own (API reference 6.4).
    revision = int(str(prior.attributes.get("revision", 0)))
    moment = (_PAST + timedelta(seconds=revision)).isoformat()
    try:
        yield ApiCall(
            "UpdateExpirationForHIT",
            {"HITId": prior.mturk_id, "ExpireAt": moment},
            EffectClass.ABSOLUTE,
            prior.address,
            f"{prior.address}#expire",
            prior.generation,
        )
    except CallRefused as refusal:
        if not _absent(refusal) and refusal.code not in _STATE_REFUSALS:
            raise


_STATE_REFUSALS = ("RequestError", "ParameterValidationError")


def _delete(prior: Resource, hit: str) -> Calls[bool]:
    try:
        yield ApiCall(
            "DeleteHIT",
            {"HITId": hit},
            EffectClass.GUARDED,
            prior.address,
            f"{prior.address}#delete#{hit}#{prior.attributes.get('tries', 0)}",
            prior.generation,
        )
    except CallRefused as refusal:
        if _absent(refusal):
            return True
        if refusal.code not in _STATE_REFUSALS:
            raise
        return False
    return True


def _absent(refusal: CallRefused) -> bool:
    text = str(refusal)
    return "DoesNotExist" in refusal.turk_code or "does not exist" in text or "Disposed" in text


def _ids(value: Json) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def _prices(desired: WantedHit) -> Mapping[str, Json]:
    unit = desired.unit
    return {"reward": unit.rewards.cents, "fee": unit.fees.cents}


def _attributes(desired: WantedHit, hit_type: str, question: str, expires: str) -> dict[str, Json]:
    return {
        "hit_type": hit_type,
        "question": question,
        "max_assignments": desired.max_assignments,
        "lifetime": desired.lifetime,
        "expires": expires,
        **_prices(desired),
    }


def _resource(
    desired: WantedHit, hit: str, attributes: Mapping[str, Json], generation: int
) -> Resource:
    return Resource(desired.address, hit, desired.digest, attributes, generation, desired.protect)


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value or "")


def _gone(prior: Resource) -> Resource:
    return Resource(prior.address, "", "", {}, prior.generation, status="gone")


def _retired(prior: Resource, left: tuple[str, ...]) -> Resource:
    tries = int(str(prior.attributes.get("tries", 0))) + 1
    attributes = {**prior.attributes, "retired": list(left[1:]), "tries": tries}
    return Resource(
        prior.address, left[0], prior.digest, attributes, prior.generation, False, "retired"
    )
