"""Assignments in every state, also those that the requester API never shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from turkform.marketplace.store.database import Params, Row, Transaction

_COLUMNS: Final = (
    "assignment_id",
    "hit_id",
    "requester_id",
    "worker_id",
    "state",
    "reward_cents",
    "fee_cents",
    "auto_approval_delay_s",
    "accepted_at",
    "deadline_at",
    "submitted_at",
    "auto_approval_at",
    "approved_at",
    "rejected_at",
    "ended_at",
    "answer",
    "feedback",
    "due_at",
)
_MUTABLE: Final = (
    "state",
    "submitted_at",
    "auto_approval_at",
    "approved_at",
    "rejected_at",
    "ended_at",
    "answer",
    "feedback",
    "due_at",
)
_ADD: Final = (
    f"INSERT INTO assignments ({', '.join(_COLUMNS)}) "  # noqa: S608 - names from this module
    f"VALUES ({', '.join(':' + name for name in _COLUMNS)})"
)
_SAVE: Final = (
    f"UPDATE assignments SET {', '.join(f'{name} = :{name}' for name in _MUTABLE)} "  # noqa: S608
    "WHERE n = :n"
)
_FIND: Final = (
    "SELECT * FROM assignments WHERE assignment_id = :assignment_id "
    "AND state NOT IN ('Returned', 'Abandoned')"
)
_OF_WORKER_AND_HIT: Final = (
    "SELECT * FROM assignments WHERE hit_id = :hit_id AND worker_id = :worker_id ORDER BY n"
)
_SUBMITTED_OF_HIT: Final = (
    "SELECT * FROM assignments WHERE hit_id = :hit_id AND submitted_at IS NOT NULL "
    "ORDER BY submitted_at, n"
)
_WORKED_SINCE: Final = (
    "SELECT n FROM assignments WHERE worker_id = :worker_id AND requester_id = :requester_id "
    "AND submitted_at > :since LIMIT 1"
)
_FREED: Final = (
    "SELECT assignment_id FROM assignments AS gone WHERE hit_id = :hit_id "
    "AND state IN ('Returned', 'Abandoned') AND NOT EXISTS (SELECT 1 FROM assignments AS live "
    "WHERE live.assignment_id = gone.assignment_id "
    "AND live.state NOT IN ('Returned', 'Abandoned')) ORDER BY n LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An assignment as stored; reward and fee are the terms at acceptance.

    `state`: Accepted, Submitted, Approved, Rejected, Returned or Abandoned. `due_at` is the
    deadline while Accepted and the moment of auto-approval while Submitted. `n` is 0 until stored.
    """

    assignment_id: str
    hit_id: str
    requester_id: str
    worker_id: str
    state: str
    reward_cents: int
    fee_cents: int
    auto_approval_delay_s: int
    accepted_at: int
    deadline_at: int
    due_at: int | None
    submitted_at: int | None = None
    auto_approval_at: int | None = None
    approved_at: int | None = None
    rejected_at: int | None = None
    ended_at: int | None = None
    answer: str | None = None
    feedback: str | None = None
    n: int = 0

    @property
    def price_cents(self) -> int:
        """Reward and fee together."""
        return self.reward_cents + self.fee_cents


def from_row(row: Row) -> AssignmentRow:
    """Return the assignment of a row that has all columns of the table."""
    return AssignmentRow(**{name: row[name] for name in (*_COLUMNS, "n")})


def find(tx: Transaction, assignment_id: str) -> AssignmentRow | None:
    """Return the assignment that has this id now; returned and abandoned ones are not found."""
    row = tx.one(_FIND, {"assignment_id": assignment_id})
    return None if row is None else from_row(row)


def of_worker_and_hit(tx: Transaction, worker_id: str, hit_id: str) -> list[AssignmentRow]:
    """Return every assignment that a worker ever had of a HIT, oldest first."""
    rows = tx.all(_OF_WORKER_AND_HIT, {"worker_id": worker_id, "hit_id": hit_id})
    return [from_row(row) for row in rows]


def submitted_of_hit(tx: Transaction, hit_id: str) -> list[AssignmentRow]:
    """Return every submission of a HIT, reviewed or not, in the order in which they came."""
    return [from_row(row) for row in tx.all(_SUBMITTED_OF_HIT, {"hit_id": hit_id})]


def has_worked_since(tx: Transaction, requester_id: str, worker_id: str, since: int) -> bool:
    """Tell whether a worker has submitted anything to a requester after `since` (epoch ms)."""
    params: Params = {"requester_id": requester_id, "worker_id": worker_id, "since": since}
    return tx.one(_WORKED_SINCE, params) is not None


def add(tx: Transaction, assignment: AssignmentRow) -> None:
    """Add an assignment."""
    tx.execute(_ADD, {name: getattr(assignment, name) for name in _COLUMNS})


def save(tx: Transaction, assignment: AssignmentRow) -> None:
    """Store the members of an assignment that can change; found by its row number."""
    tx.execute(_SAVE, {name: getattr(assignment, name) for name in (*_MUTABLE, "n")})


def freed_id(tx: Transaction, hit_id: str) -> str | None:
    """Return the id of an assignment of this HIT that nobody has any more, or None."""
    row = tx.one(_FREED, {"hit_id": hit_id})
    return None if row is None else str(row["assignment_id"])
