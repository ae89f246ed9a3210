"""A second, simple opinion on HITs and assignments, written from API reference 6, 7 and 15.

It keeps a list of assignments per HIT and derives everything else from it. Times are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Final

DURATION: Final = 600
APPROVAL: Final = 7_200
LIFETIME: Final = 86_400
OVERRIDE: Final = int(timedelta(days=30).total_seconds())
REWARD: Final = Fraction("0.50")


class Refused(Exception):
    """The model refuses; the text is the TurkErrorCode without prefix."""


@dataclass
class Work:
    """One worker's assignment of one HIT."""

    worker: str
    deadline: int
    state: str = "Accepted"
    submitted_at: int = 0

    def let_pass(self, now: int) -> None:
        if self.state == "Accepted" and self.deadline <= now:
            self.state = "Abandoned"
        if self.state == "Submitted" and self.submitted_at + APPROVAL <= now:
            self.state = "Approved"


@dataclass
class Hit:
    """A HIT as its requester sees it."""

    first_max: int
    expires_at: int
    max: int = 0
    deleted: bool = False
    reviewing: bool = False
    work: list[Work] = field(default_factory=list)

    def count(self, *states: str) -> int:
        return sum(one.state in states for one in self.work)

    @property
    def pending(self) -> int:
        return self.count("Accepted")

    @property
    def completed(self) -> int:
        return self.count("Approved", "Rejected")

    @property
    def available(self) -> int:
        return self.max - self.count("Accepted", "Submitted", "Approved", "Rejected")

    def open(self, now: int) -> bool:
        return not self.deleted and self.expires_at > now

    def status(self, now: int) -> str:
        if self.deleted:
            return "Disposed"
        if self.open(now) and self.available > 0:
            return "Assignable"
        if self.pending:
            return "Unassignable"
        return "Reviewing" if self.reviewing else "Reviewable"

    def price(self) -> Fraction:
        return REWARD * Fraction("1.4" if self.first_max >= 10 else "1.2")

    def held(self, now: int) -> Fraction:
        offered = self.available if self.open(now) else 0
        return self.price() * (offered + self.count("Accepted", "Submitted"))

    def paid(self) -> Fraction:
        return self.price() * self.count("Approved")

    def let_pass(self, now: int) -> None:
        for one in self.work:
            one.let_pass(now)
        self.settle(now)

    def settle(self, now: int) -> None:
        if self.status(now) in {"Assignable", "Unassignable"}:
            self.reviewing = False

    def accept(self, worker: str, now: int) -> Work:
        mine = [one for one in self.work if one.worker == worker]
        taken = any(one.state not in {"Returned", "Abandoned"} for one in mine)
        if taken or self.status(now) != "Assignable":
            raise Refused("NotAllowed")
        self.work.append(Work(worker, now + DURATION))
        return self.work[-1]

    def extend(self, count: int) -> None:
        self._living()
        if self.first_max < 10 <= self.max + count:
            raise Refused("InvalidMaximumAssignmentsIncrease")
        self.max += count

    def expire(self, now: int) -> None:
        self._living()
        self.expires_at = min(self.expires_at, now)

    def prolong(self, seconds: int, now: int) -> None:
        self._living()
        self.expires_at = max(self.expires_at, now) + seconds

    def review(self, now: int, *, revert: bool) -> None:
        if self.status(now) == "Reviewing" and not revert:
            raise Refused("HITAlreadyPassedReview")
        if self.status(now) != ("Reviewing" if revert else "Reviewable"):
            raise Refused("InvalidHITState")
        self.reviewing = not revert

    def delete(self, now: int) -> None:
        waiting = self.count("Submitted") or self.pending
        if self.status(now) not in {"Reviewable", "Reviewing"} or waiting:
            raise Refused("InvalidHITState")
        self.deleted = True

    def decide(self, work: Work, state: str, now: int, *, override: bool = False) -> None:
        late = now - work.submitted_at > OVERRIDE or self.deleted
        again = override and work.state == "Rejected" and state == "Approved" and not late
        if work.state != "Submitted" and not again:
            raise Refused("InvalidAssignmentState")
        work.state = state

    def _living(self) -> None:
        if self.deleted:
            raise Refused("InvalidHITState")
