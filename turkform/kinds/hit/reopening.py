"""More assignments for a HIT that has expired: nobody can take them until its expiry is moved."""

from datetime import datetime, timedelta

from turkform.core.changes import FieldChange
from turkform.core.resources import Observed
from turkform.kinds.hit.wanted import WantedHit

# The service refuses to move an expiry by less than a minute.
_LEAST = timedelta(minutes=2)


def reopening(
    fields: tuple[FieldChange, ...], observed: Observed, desired: WantedHit, now: datetime | None
) -> tuple[FieldChange, ...]:
    """The move of the expiry that has to come along, empty where none has to.

    By whole lifetimes from the old expiry, so that two plans soon after each other say the same:
    half a lifetime from now at least.
    """
    more = any(f.name == "max_assignments" and _grows(f) for f in fields)
    text = observed.status.get("expires")
    if not more or now is None or not text:
        return ()
    expires = datetime.fromisoformat(str(text))
    if expires > now:
        return ()
    lifetime = timedelta(seconds=desired.lifetime)
    behind = now + max(lifetime / 2, _LEAST) - expires
    after = expires - (-behind // lifetime) * lifetime
    return (FieldChange("expires", expires.isoformat(), after.isoformat()),)


def _grows(field: FieldChange) -> bool:
    return int(str(field.after)) > int(str(field.before))
