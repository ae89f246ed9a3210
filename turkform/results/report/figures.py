"""The figures of a study, computed from its submissions; pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, median, quantiles

from turkform.core.deeds import LedgerEntry
from turkform.core.figures import Pay, Progress, Spend, Workload
from turkform.core.money import ZERO, Money
from turkform.core.resources import Resource
from turkform.core.submissions import Status, Submission
from turkform.results.spending import Unit, bonuses_cost, payments_of, spend_of, units_of

_HOUR = timedelta(hours=1) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the report shows."""

    progress: Sequence[Progress]
    workload: Workload
    seconds: Sequence[int]
    pay: Pay
    spend: Spend
    payments: Sequence[tuple[datetime, Money]]
    rejections: Sequence[tuple[str, int]]
    unreadable: int

    @property
    def typical_seconds(self) -> float | None:
        """The median working time."""
        return median(self.seconds) if self.seconds else None

    @property
    def middle_seconds(self) -> tuple[float, float] | None:
        """Between which times the middle half of the submissions lies."""
        if len(self.seconds) < 2:
            return None
        low, _, high = quantiles(self.seconds, n=4, method="inclusive")
        return low, high


def figures_of(
    resources: Iterable[Resource],
    submissions: Sequence[Submission],
    ledger: Sequence[LedgerEntry],
    hourly_target: Money | None,
) -> Figures:
    """Compute; bonuses are what the ledger says was paid, see `results/spending`."""
    units = units_of(resources)
    return Figures(
        progress_of(units, submissions),
        workload_of(submissions),
        [one.seconds for one in submissions if one.seconds > 0],
        pay_of(submissions, hourly_target),
        spend_of(units, submissions, bonuses_cost(ledger)),
        payments_of(units, submissions, ledger),
        _rejections(submissions),
        sum(1 for one in submissions if one.problem),
    )


def progress_of(units: Mapping[str, Unit], submissions: Iterable[Submission]) -> Sequence[Progress]:
    """One entry per HIT group, in alphabetical order."""
    wanted: Counter[str] = Counter()
    for unit in units.values():
        wanted[unit.group] += unit.wanted
    states: dict[str, Counter[Status]] = defaultdict(Counter)
    for one in submissions:
        states[one.address.name][one.status] += 1
    return [
        Progress(
            group,
            max(wanted[group], states[group].total()),
            states[group][Status.SUBMITTED],
            states[group][Status.APPROVED],
            states[group][Status.REJECTED],
        )
        for group in sorted(wanted | states)
    ]


def timeline(submissions: Iterable[Submission]) -> Sequence[tuple[datetime, int]]:
    """How many submissions there were at each moment that brought one."""
    moments = sorted(one.submitted_at for one in submissions if one.submitted_at)
    return [(moment, count) for count, moment in enumerate(moments, 1)]


def workload_of(submissions: Iterable[Submission]) -> Workload:
    """Workers and how many submissions each of them made."""
    counts = Counter(one.worker for one in submissions)
    if not counts:
        return Workload(0, 0.0, 0)
    return Workload(len(counts), float(median(counts.values())), max(counts.values()))


def pay_of(submissions: Iterable[Submission], target: Money | None) -> Pay:
    """Rejected work counts as well: its hours brought nothing, and are shown as that."""
    timed = [one for one in submissions if one.worked > timedelta(0)]
    if not timed:
        return Pay((), target)
    hourly = [_hourly(_earned(one), one.worked) for one in timed]
    earned = sum((_earned(one) for one in timed), ZERO)
    overall = _hourly(earned, sum((one.worked for one in timed), timedelta(0)))
    below = None
    if target is not None:
        below = sum(1 for value in hourly if value < float(target.decimal)) / len(hourly)
    return Pay(hourly, target, median(hourly), fmean(hourly), overall, below)


def _hourly(earned: Money, worked: timedelta) -> float:
    # Exact until the end: work that brings just the target does not lie below it.
    return float(earned.decimal * _HOUR / (worked // timedelta(microseconds=1)))


def _earned(one: Submission) -> Money:
    return ZERO if one.status is Status.REJECTED else one.reward


def _rejections(submissions: Iterable[Submission]) -> Sequence[tuple[str, int]]:
    counts = Counter(one.feedback for one in submissions if one.status is Status.REJECTED)
    return counts.most_common()
