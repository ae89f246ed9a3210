"""The figures of a study: how far it is, what it pays, what it cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from turkform.core.changes import NO_COST, Cost
from turkform.core.money import ZERO, Money


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

    `median` and `mean` are of these values, `overall` is all rewards over all hours, which a few
    very quick submissions cannot lift. `below` is the share of submissions under `target`; both
    None without a target.
    """

    hourly: Sequence[float]
    target: Money | None
    median: float | None = None
    mean: float | None = None
    overall: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True)
class Spend:
    """Money so far, and what approving everything that waits would add, fees included."""

    rewards: Money
    fees: Money
    bonuses: Cost = NO_COST
    waiting: Money = ZERO

    @property
    def total(self) -> Money:
        """Paid so far."""
        return self.rewards + self.fees + self.bonuses.total


@dataclass(frozen=True, slots=True)
class Workload:
    """Who took part: how many workers, and how many submissions each."""

    workers: int
    median: float
    largest: int
