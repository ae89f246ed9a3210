"""The calls that make, change and delete a qualification type (API reference 5.3, 10)."""

from typing import cast

from turkform.core.calls import ApiCall, CallRefused, Calls, EffectClass
from turkform.core.changes import Action, Change
from turkform.core.json_types import Json
from turkform.core.resources import Resource
from turkform.kinds import decide
from turkform.kinds.kind import Lookup
from turkform.kinds.qualification_type.taken import own_type
from turkform.kinds.wanted import Wanted

WIRE = {
    "description": "Description",
    "test": "Test",
    "answer_key": "AnswerKey",
    "test_duration": "TestDurationInSeconds",
    "retry_delay": "RetryDelayInSeconds",
    "auto_granted": "AutoGranted",
    "auto_granted_value": "AutoGrantedValue",
    "status": "QualificationTypeStatus",
}


def calls(change: Change, lookup: Lookup) -> Calls[Resource | None]:
    """A replacement under the same name deletes first: the name is taken (API reference 10.5)."""
    if change.action in (Action.DELETE, Action.FORGET):
        return (yield from _remove(change))
    desired = cast("Wanted", change.desired)
    prior = change.prior
    if change.action is Action.UPDATE and prior is not None:
        return (yield from _update(prior, desired))
    if change.action is Action.REPLACE and prior is not None:
        if prior.attributes.get("name") == desired.fields.get("name"):
            yield from _delete(prior)
            return (yield from _create(change, desired, lookup))
        made = yield from _create(change, desired, lookup)
        yield from _delete(prior)
        return made
    return (yield from _create(change, desired, lookup))


def _wire(desired: Wanted) -> dict[str, Json]:
    values = ((wire, desired.fields.get(name)) for name, wire in WIRE.items())
    return {wire: value for wire, value in values if value is not None}


def _create(change: Change, desired: Wanted, lookup: Lookup) -> Calls[Resource]:
    generation = decide.next_generation(change)
    key = str(desired.address)
    marker = lookup.marker(key, generation, desired.digest)
    own = desired.fields.get("keywords")
    parameters = {
        "Name": desired.fields["name"],
        "Keywords": f"{own}, {marker}" if own else marker,
        **_wire(desired),
    }
    try:
        reply = yield ApiCall(
            "CreateQualificationType",
            parameters,
            EffectClass.GUARDED,
            desired.address,
            key,
            generation,
            evidence={"marker": marker},
        )
    except CallRefused as refusal:
        made = yield from own_type(refusal, parameters, desired.address)
        return _resource(desired, made, generation)
    return _resource(desired, reply["QualificationType"]["QualificationTypeId"], generation)


def _update(prior: Resource, desired: Wanted) -> Calls[Resource]:
    # The test goes as a unit, with its key: leaving the key out would remove it (10.4).
    parameters = {"QualificationTypeId": prior.mturk_id, **_wire(desired)}
    yield ApiCall(
        "UpdateQualificationType",
        parameters,
        EffectClass.ABSOLUTE,
        desired.address,
        f"{desired.address}#{desired.digest}",
        prior.generation + 1,  # a return to an earlier wish is an effect of its own
    )
    return _resource(desired, prior.mturk_id, prior.generation + 1)


def _remove(change: Change) -> Calls[Resource | None]:
    prior = change.prior
    if prior is None:
        return None
    if change.action is Action.DELETE:
        yield from _delete(prior)
    return Resource(prior.address, "", "", {}, prior.generation, status="gone")


def _delete(prior: Resource) -> Calls[None]:
    try:
        yield ApiCall(
            "DeleteQualificationType",
            {"QualificationTypeId": prior.mturk_id},
            EffectClass.GUARDED,
            prior.address,
            f"{prior.address}#delete",
            prior.generation,
        )
    except CallRefused as refusal:
        if not _is_gone(refusal):
            raise


def _is_gone(refusal: CallRefused) -> bool:
    known = ("QualificationTypeDoesNotExist", "InvalidQualificationTypeState")
    return any(code in refusal.turk_code for code in known) or "does not exist" in str(refusal)


def _resource(desired: Wanted, mturk_id: str, generation: int) -> Resource:
    return Resource(
        desired.address,
        mturk_id,
        desired.digest,
        dict(desired.fields),
        generation,
        protect=desired.protect,
    )
