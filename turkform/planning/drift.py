"""Drift: what we wrote against what is live; the plan is what is live against what is wanted."""

from collections.abc import Iterable, Mapping

from turkform.core.addresses import Address
from turkform.core.changes import FieldChange
from turkform.core.plan import Drift
from turkform.core.resources import Observed, Resource

_UNREADABLE = ("hit_type", "notification")


def find_drift(
    resources: Iterable[Resource], observed: Mapping[Address, Observed]
) -> tuple[Drift, ...]:
    """Declared fields only: progress is status, never drift."""
    found = []
    for resource in resources:
        if resource.status != "live" or resource.address.kind in _UNREADABLE:
            continue
        seen = observed.get(resource.address)
        if seen is None:
            found.append(Drift(resource.address, (), gone=True))
        elif fields := _fields(resource, seen):
            found.append(Drift(resource.address, fields))
    return tuple(found)


def _fields(resource: Resource, seen: Observed) -> tuple[FieldChange, ...]:
    written = resource.attributes
    return tuple(
        FieldChange(name, written[name], value)
        for name, value in seen.attributes.items()
        if name in written and written[name] != value
    )
