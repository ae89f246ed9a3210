"""Sets: one row's assignments in several HITs, of which the same worker gets only one.

MTurk keeps a worker from a second assignment of the same HIT, but not from the next HIT, and a
qualification that is granted after a submission comes too late for an open one. So sets are
released one after another: set `k` is created when set `k - 1` is over, after everybody who worked
on an earlier one holds a qualification that the HIT type excludes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from turkform.core.addresses import Address
from turkform.core.resources import Observed, Resource

GUARD_KEY = "sets"
DEED_KIND = "set_guard"
GUARD = "DiscoverPreviewAndAccept"
"""Who took part does not even see the next set."""


def guard_address(group: str) -> Address:
    """The qualification type that keeps workers of earlier sets away from later ones."""
    return Address("qualification_type", group, GUARD_KEY)


@dataclass(frozen=True, slots=True)
class SetProgress:
    """HITs whose work has ended, and the lowest set of each group that is still worked on."""

    over: frozenset[Address] = frozenset()
    lowest_open: Mapping[str, int] = field(default_factory=dict)

    def releases(self, before: Address, number: int) -> bool:
        """Whether set `number` of a row may start; `before` is the HIT of the set before it.

        No earlier set of the group may be open: workers of another row would lose it.
        """
        lowest = self.lowest_open.get(before.name, number)
        return before in self.over and lowest >= number


NO_PROGRESS = SetProgress()


def set_progress(
    resources: Iterable[Resource], observed: Mapping[Address, Observed], now: datetime
) -> SetProgress:
    """What a refresh tells of all HITs that belong to a set."""
    over: set[Address] = set()
    lowest: dict[str, int] = {}
    for resource in resources:
        number = resource.attributes.get("set")
        if not isinstance(number, int) or resource.status != "live":
            continue
        if _is_over(resource, observed.get(resource.address), now):
            over.add(resource.address)
        else:
            name = resource.address.name
            lowest[name] = min(number, lowest.get(name, number))
    return SetProgress(frozenset(over), lowest)


def _is_over(resource: Resource, seen: Observed | None, now: datetime) -> bool:
    """Nobody works on it and nobody can start; one that vanished early is made again."""
    if seen is not None:
        return bool(seen.status.get("over"))
    expires = resource.attributes.get("expires")
    return bool(expires) and datetime.fromisoformat(str(expires)) <= now
