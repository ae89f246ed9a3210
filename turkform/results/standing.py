"""How a study stands, computed from what the service and the state show; pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from turkform.core.addresses import Address
from turkform.core.deeds import LedgerEntry
from turkform.core.diagnostics import Diagnostic, Severity
from turkform.core.figures import Progress
from turkform.core.money import ZERO, Money
from turkform.core.resources import Observed, Resource
from turkform.core.standing import Decided, Forecast, GroupStanding
from turkform.core.submissions import Status, Submission
from turkform.results.ledger import deciders
from turkform.results.spending import Unit

WINDOW: Final = timedelta(days=1)


def groups_of(
    progress: Iterable[Progress],
    resources: Iterable[Resource],
    live: Mapping[Address, Observed],
    submissions: Iterable[Submission],
) -> Sequence[GroupStanding]:
    """Progress with the HITs behind it."""
    hits: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        if resource.address.kind == "hit" and resource.status != "gone":
            hits[resource.address.name].append(resource)
    due: dict[str, list[datetime]] = defaultdict(list)
    for one in submissions:
        if one.status is Status.SUBMITTED and one.auto_approves_at and not one.gone:
            due[one.address.name].append(one.auto_approves_at)
    return [_group(one, hits[one.group], live, due[one.group]) for one in progress]


def _group(
    progress: Progress,
    hits: Sequence[Resource],
    live: Mapping[Address, Observed],
    due: Sequence[datetime],
) -> GroupStanding:
    seen = [live[one.address] for one in hits if one.address in live]
    current = [one for one in seen if not one.status.get("expired")]
    ends = [
        datetime.fromisoformat(end)
        for one in current
        if isinstance(end := one.status.get("expires"), str)
    ]
    return GroupStanding(
        progress,
        len(hits),
        sum(_count(one, "available") for one in current),
        sum(_count(one, "pending") for one in seen),
        len(seen) - len(current),
        len(hits) - len(seen),
        max(ends, default=None),
        min(due, default=None),
    )


def _count(observed: Observed, name: str) -> int:
    value = observed.status.get(name)
    return value if isinstance(value, int) else 0


def reserved_for(
    units: Mapping[str, Unit], live: Iterable[Observed], submissions: Iterable[Submission]
) -> Money:
    """What the service holds: reward and fee of work that waits, is being done or may be taken."""
    waiting = Counter(one.hit for one in submissions if one.status is Status.SUBMITTED)
    total = ZERO
    for one in live:
        unit = units.get(one.mturk_id)
        if unit is not None:
            free = 0 if one.status.get("expired") else _count(one, "available")
            count = free + _count(one, "pending") + waiting[one.mturk_id]
            total += (unit.reward + unit.fee) * count
    return total


def decided_by(submissions: Iterable[Submission], ledger: Iterable[LedgerEntry]) -> Decided:
    """Counts of decided submissions by who decided."""
    counts = Counter(how for _, how in deciders(submissions, ledger))
    return Decided(counts["rule"], counts["automatic"], counts["by hand"])


def forecast_of(
    groups: Sequence[GroupStanding], submissions: Iterable[Submission], now: datetime
) -> Forecast:
    """By the pace of the last day, or of the whole study where that is shorter."""
    times = sorted(one.submitted_at for one in submissions if one.submitted_at)
    left = sum(one.open + one.working for one in groups)
    if not times:
        return Forecast(left=left)
    since = max(now - WINDOW, times[0])
    hours = (now - since) / timedelta(hours=1)
    recent = sum(1 for moment in times if moment >= since)
    pace = recent / hours if hours > 0 and recent > 1 else 0.0
    if not left or not pace:
        return Forecast(pace, hours, left)
    finish = now + timedelta(hours=left / pace)
    ends = [one.expires for one in groups if one.expires and one.open]
    return Forecast(pace, hours, left, finish, bool(ends) and finish > min(ends))


def standing_warnings(groups: Iterable[GroupStanding], forecast: Forecast) -> list[Diagnostic]:
    """What somebody should look at."""
    found = []
    for one in groups:
        address = str(Address("hit", one.progress.group))
        if one.gone:
            text = f"{_many(one.gone)} deleted outside of turkform"
            found.append(_warning(address, text, "The next plan shows what it makes of them"))
        if one.expired:
            text = f"{_many(one.expired)} not taken by enough workers before the end"
            found.append(_warning(address, text, "A longer lifetime: opens them again"))
    if forecast.too_late:
        found.append(_warning("", "at this pace HITs expire before everything is handed in", ""))
    return found


def _many(count: int) -> str:
    return "1 HIT was" if count == 1 else f"{count:,} HITs were"


def _warning(address: str, text: str, hint: str) -> Diagnostic:
    return Diagnostic(text, None, address, hint, Severity.WARNING)
