"""How a study stands: everything that `status` shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from turkform.core.diagnostics import Diagnostic
from turkform.core.figures import Pay, Progress, Spend, Workload
from turkform.core.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """A HIT group: its progress in assignments, and its HITs.

    `open` are assignments that a worker may still take, `working` those that somebody has. `gone`
    HITs were deleted outside of turkform, `expired` ones have assignments that nobody took.
    `expires` is when the last live HIT does, `next_automatic` when waiting work is approved first.
    """

    progress: Progress
    hits: int
    open: int = 0
    working: int = 0
    expired: int = 0
    gone: int = 0
    expires: datetime | None = None
    next_automatic: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """Who approved and rejected: rules, the clock, or somebody outside of turkform."""

    by_rule: int = 0
    automatically: int = 0
    by_hand: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """How fast it goes, in submissions an hour, and when all is handed in if it goes on so.

    `hours` is the span that was looked at; `finish` is None where nothing comes in, or nothing is
    left to come; `too_late`: HITs expire before.
    """

    per_hour: float = 0.0
    hours: float = 0.0
    left: int = 0
    finish: datetime | None = None
    too_late: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """Money: paid, held for work that waits or may still come, left. Fees are included.

    `committed` is the worst case of everything that was sent, which the budget is held against.
    """

    spend: Spend
    reserved: Money = ZERO
    balance: Money | None = None
    committed: Money = ZERO
    budget: Money | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One moment of a study, by the service's clock.

    `unresolved` effects are those of which nobody knows whether they happened; `holder` is the run
    that has the lock, in words; `unreadable` are submissions whose answers were refused.
    """

    campaign: str
    environment: str
    at: datetime
    groups: Sequence[GroupStanding]
    workload: Workload
    decided: Decided
    forecast: Forecast
    pay: Pay
    account: Account
    unresolved: int = 0
    holder: str = ""
    unreadable: int = 0
    warnings: Sequence[Diagnostic] = ()
