"""What changes of a qualification type; Name and Keywords are fixed (API reference 10.4)."""

from typing import cast

from turkform.core.changes import Action, Change, FieldChange, Reason
from turkform.core.resources import Observed, Resource
from turkform.kinds import decide
from turkform.kinds.kind import Situation
from turkform.kinds.wanted import Wanted, differences, keeping, live_values


def diff(
    prior: Resource | None, observed: Observed | None, desired: Wanted | None, situation: Situation
) -> Change:
    """From past, present and wish to a change; past or wish must exist."""
    if desired is None:
        return decide.unwanted(cast("Resource", prior), observed, situation)
    if prior is None or not decide.lives(prior):
        return decide.creation(prior, desired)
    if observed is None:
        return decide.creation(prior, desired, Reason.GONE_LIVE)
    return _changed(prior, observed, desired, situation)


def _changed(prior: Resource, observed: Observed, desired: Wanted, situation: Situation) -> Change:
    now = live_values(prior.attributes, observed.attributes, desired.fields)
    desired = keeping(desired, now)
    fields = differences(now, desired.fields)
    forced = [r for f in fields if (r := _forces(f)) is not None]
    if situation.replace:
        forced.append(Reason.REQUESTED)
    if not fields and not forced:
        return decide.unchanged(desired.address, prior)
    written = differences(prior.attributes, desired.fields)
    ordinary = Reason.FIELD_CHANGED if written else Reason.DRIFTED
    return Change(
        desired.address,
        Action.REPLACE if forced else Action.UPDATE,
        tuple(dict.fromkeys(forced)) or (ordinary,),
        fields,
        prior,
        desired,
        tuple(desired.depends_on),
    )


def _forces(field: FieldChange) -> Reason | None:
    if field.name == "name":
        return Reason.NAME_IMMUTABLE
    if field.name == "keywords":
        return Reason.IMMUTABLE
    if field.after is None and field.before is not None:
        return {
            "test": Reason.TEST_CANNOT_BE_REMOVED,
            "retry_delay": Reason.RETRY_CANNOT_BE_REMOVED,
        }.get(field.name)
    return None
