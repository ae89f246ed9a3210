"""Submissions: what workers handed in, as the service tells it, with answers already read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from turkform.core.addresses import Address
from turkform.core.money import ZERO, Money

Verdicts: TypeAlias = Mapping[str, Sequence[tuple[str, str]]]
"""By assignment id: the rules that speak about it, each with what it would do, in words."""

OVERRIDE_WITHIN = timedelta(days=30)
"""How long after its submission rejected work may still be approved (API reference 5.2)."""


class Status(StrEnum):
    """The state of an assignment that was handed in."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Submission:
    """One assignment. `answers` is text by field name, several choices joined with `|`.

    `address` is the HIT's; `reward` what the worker gets on approval; `problem` says why the
    answers could not be read; `gone`: its HIT was deleted, nothing can be done to it any more.
    """

    assignment: str
    hit: str
    worker: str
    address: Address
    status: Status
    answers: Mapping[str, str] = field(default_factory=dict)
    accepted_at: datetime | None = None
    submitted_at: datetime | None = None
    approved_at: datetime | None = None
    rejected_at: datetime | None = None
    auto_approves_at: datetime | None = None
    feedback: str = ""
    reward: Money = ZERO
    problem: str = ""
    gone: bool = False

    @property
    def worked(self) -> timedelta:
        """From acceptance to submission."""
        if self.accepted_at is None or self.submitted_at is None:
            return timedelta(0)
        return self.submitted_at - self.accepted_at

    @property
    def seconds(self) -> int:
        """Whole seconds from acceptance to submission."""
        return int(self.worked.total_seconds())


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request for a qualification that nobody has decided about. `type` is the address of the
    qualification type; `answers` those of its test, where it has one."""

    request: str
    type: Address
    worker: str
    submitted_at: datetime | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
