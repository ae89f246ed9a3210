"""The figures of a study, computed from its submissions; pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median, quantiles

from turkform.core.money import ZERO, Money
from turkform.core.resources import Resource
from turkform.core.submissions import Status, Submission

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a HIT group is, in assignments."""

    group: str
    wanted: int
    waiting: int
    approved: int
    rejected: int

    @property
    def submitted(self) -> int:
        """Everything handed in."""
        return self.waiting + self.approved + self.rejected

    @property
    def share(self) -> float:
        """The share of the wanted assignments that were handed in, 0-1."""
        return min(1.0, self.submitted / self.wanted) if self.wanted else 0.0


@dataclass(frozen=True, slots=True)
class Pay:
    """What an hour of work brought: reward per working time, one value per submission.

    `below` is the share of submissions under `target`; both None without a target.
    """

    hourly: Sequence[float]
    median: float | None
    target: Money | None
    below: float | None


@dataclass(frozen=True, slots=True)
class Spend:
    """Money so far, fees included, and what approving everything that waits would add."""

    rewards: Money
    fees: Money
    bonuses: Money
    waiting: Money

    @property
    def total(self) -> Money:
        """Paid so far."""
        return self.rewards + self.fees + self.bonuses


@dataclass(frozen=True, slots=True)
class Workload:
    """Who took part: how many workers, and how many submissions each."""

    workers: int
    median: float
    largest: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the report shows."""

    progress: Sequence[Progress]
    workload: Workload
    seconds: Sequence[int]
    pay: Pay
    spend: Spend
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
    bonuses: Money,
    hourly_target: Money | None,
) -> Figures:
    """Compute; `bonuses` is what the ledger says was paid, fees included."""
    units = _units(resources)
    return Figures(
        progress_of(units, submissions),
        _workload(submissions),
        [one.seconds for one in submissions if one.seconds > 0],
        _pay(submissions, hourly_target),
        _spend(units, submissions, bonuses),
        _rejections(submissions),
        sum(1 for one in submissions if one.problem),
    )


@dataclass(frozen=True, slots=True)
class _Unit:
    group: str
    wanted: int
    fee: Money


def _units(resources: Iterable[Resource]) -> Mapping[str, _Unit]:
    """By HIT id; a retired or deleted HIT wants nothing any more, its fee is still known."""
    found = {}
    for resource in resources:
        if resource.address.kind != "hit":
            continue
        values = resource.attributes
        wanted = _whole(values.get("max_assignments")) if resource.status == "live" else 0
        fee = Money(_whole(values.get("fee")))
        found[resource.mturk_id] = _Unit(resource.address.name, wanted, fee)
    return found


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def progress_of(
    units: Mapping[str, _Unit], submissions: Iterable[Submission]
) -> Sequence[Progress]:
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


def _workload(submissions: Iterable[Submission]) -> Workload:
    counts = Counter(one.worker for one in submissions)
    if not counts:
        return Workload(0, 0.0, 0)
    return Workload(len(counts), float(median(counts.values())), max(counts.values()))


def _pay(submissions: Iterable[Submission], target: Money | None) -> Pay:
    """Rejected work counts as well: its hours brought nothing, and are shown as that."""
    hourly = [_hourly(one) for one in submissions if one.seconds > 0]
    below = None
    if target is not None and hourly:
        below = sum(1 for value in hourly if value < float(target.decimal)) / len(hourly)
    return Pay(hourly, median(hourly) if hourly else None, target, below)


def _hourly(one: Submission) -> float:
    if one.status is Status.REJECTED:
        return 0.0
    return float(one.reward.decimal * Decimal(_HOUR) / one.seconds)


def _spend(units: Mapping[str, _Unit], submissions: Iterable[Submission], bonuses: Money) -> Spend:
    rewards = fees = waiting = ZERO
    for one in submissions:
        fee = units[one.hit].fee if one.hit in units else ZERO
        if one.status is Status.APPROVED:
            rewards, fees = rewards + one.reward, fees + fee
        elif one.status is Status.SUBMITTED:
            waiting = waiting + one.reward + fee
    return Spend(rewards, fees, bonuses, waiting)


def _rejections(submissions: Iterable[Submission]) -> Sequence[tuple[str, int]]:
    counts = Counter(one.feedback for one in submissions if one.status is Status.REJECTED)
    return counts.most_common()
