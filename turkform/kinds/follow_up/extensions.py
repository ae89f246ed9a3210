"""What follow-ups have added to HITs: the ledger tells it, and the wish for a HIT grows by it.

A state that was lost takes the reasons with it. What a live HIT then has beyond its wish counts as
added by rules that nobody remembers, so that no rule adds the same once more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from turkform.core.deeds import DeedOutcome, LedgerEntry
from turkform.core.resources import Resource


@dataclass(frozen=True, slots=True)
class Added:
    """Assignments and seconds, and the latest expiry that was set."""

    assignments: int = 0
    seconds: int = 0
    expires: str = ""


NOTHING = Added()


def additions(ledger: Iterable[LedgerEntry]) -> Mapping[str, Added]:
    """The sum of the extensions that were carried out, by the HIT's address as text."""
    found: dict[str, Added] = {}
    for entry in ledger:
        hit = entry.evidence.get("hit")
        if isinstance(hit, str) and entry.outcome is DeedOutcome.DONE:
            found[hit] = _plus(found.get(hit, NOTHING), entry)
    return found


def _plus(total: Added, entry: LedgerEntry) -> Added:
    more, seconds = (int(str(entry.evidence.get(name) or 0)) for name in ("more", "seconds"))
    expires = str(entry.evidence.get("expires") or "")
    later = max(total.expires, expires, key=_moment)
    return Added(total.assignments + more, total.seconds + seconds, later)


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp() if text else 0.0


def with_extensions(resources: Iterable[Resource], ledger: Iterable[LedgerEntry]) -> list[Resource]:
    """The resources as they are after every extension that the ledger knows."""
    added = additions(ledger)
    if not added:
        return list(resources)
    found = ((one, added.get(str(one.address))) for one in resources)
    return [_extended(one, more) if more else one for one, more in found]


def _extended(one: Resource, added: Added) -> Resource:
    more = max(0, added.assignments - number_of(one, "extra"))
    longer = max(0, added.seconds - number_of(one, "extra_lifetime"))
    attributes = {
        **one.attributes,
        "max_assignments": number_of(one, "max_assignments") + more,
        "lifetime": number_of(one, "lifetime") + longer,
        "extra": number_of(one, "extra") + more,
        "extra_lifetime": number_of(one, "extra_lifetime") + longer,
    }
    if longer and added.expires:
        attributes["expires"] = added.expires
    return replace(one, attributes=attributes)


def number_of(resource: Resource, name: str) -> int:
    """A number among what was written; 0 where it is not there."""
    return int(str(resource.attributes.get(name) or 0))
