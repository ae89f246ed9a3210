"""Deeds: what was done once towards one worker, assignment or HIT, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from turkform.core.addresses import Address
from turkform.core.json_types import JsonObject
from turkform.core.money import ZERO, Money


class DeedOutcome(StrEnum):
    """`refused`, `soft_failure` and `not_done` may be tried again; `hard_failure` never."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"
    SOFT_FAILURE = "soft_failure"
    HARD_FAILURE = "hard_failure"
    UNCERTAIN = "uncertain"
    NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True)
class Deed:
    """One follow-up's part of a call. `worker` is a worker id, empty for deeds towards a HIT.

    `amount` is what the worker gets, fees left out. `mailing` is set where mail goes out: the
    ledger refuses a second mail of one mailing to one worker.
    """

    address: Address
    worker: str = ""
    amount: Money = ZERO
    mailing: str = ""
    why: str = ""
    evidence: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one recipient of a call that went through was not served."""

    outcome: DeedOutcome
    message: str


Failures = Mapping[str, Failure]
"""By worker id; who is missing was served."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A deed as the ledger remembers it; `worker` is empty once it has been erased.

    `one_shot`: it went by mail, so that while nobody knows whether it happened it is not repeated.
    `assignment` is the one that was decided about, or that a bonus was paid for.
    """

    intent_id: str
    address: Address
    operation: str
    worker_key: str
    worker: str
    amount: Money
    outcome: DeedOutcome
    at: datetime
    why: str
    evidence: JsonObject
    message: str = ""
    one_shot: bool = False
    assignment: str = ""

    @property
    def final(self) -> bool:
        """Whether no plan does it again."""
        uncertain = self.one_shot and self.outcome is DeedOutcome.UNCERTAIN
        return uncertain or self.outcome in (DeedOutcome.DONE, DeedOutcome.HARD_FAILURE)
