"""Workers' requests for qualifications: opened, waiting for a decision, decided."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from turkform.marketplace.store.database import Params, Row, Transaction

STARTED: Final = "Started"
PENDING: Final = "Pending"
GRANTED: Final = "Granted"
REJECTED: Final = "Rejected"

_ADD: Final = """
INSERT INTO qualification_requests
    (request_id, qualification_type_id, requester_id, worker_id, state, test, answer, started_at,
     submitted_at, decided_at, integer_value, reason)
VALUES (:request_id, :qualification_type_id, :requester_id, :worker_id, :state, :test, :answer,
        :started_at, :submitted_at, :decided_at, :integer_value, :reason)
"""
_SAVE: Final = """
UPDATE qualification_requests SET state = :state, answer = :answer, submitted_at = :submitted_at,
    decided_at = :decided_at, integer_value = :integer_value, reason = :reason
WHERE request_id = :request_id
"""
_FIND: Final = "SELECT * FROM qualification_requests WHERE request_id = :request_id"
_LATEST: Final = """
SELECT * FROM qualification_requests
WHERE worker_id = :worker_id AND qualification_type_id = :type_id ORDER BY n DESC LIMIT 1
"""
_PAGE: Final = """
SELECT * FROM qualification_requests
WHERE requester_id = :requester_id AND state = 'Pending'
    AND (:type_id = '' OR qualification_type_id = :type_id) AND n > :after
ORDER BY n LIMIT :size
"""
_REJECT_ALL: Final = """
UPDATE qualification_requests SET state = 'Rejected', decided_at = :at, reason = :reason
WHERE qualification_type_id = :type_id AND state IN ('Started', 'Pending')
"""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request; `state` is Started (a test is open), Pending, Granted or Rejected."""

    request_id: str
    qualification_type_id: str
    requester_id: str
    worker_id: str
    state: str
    test: str | None
    answer: str | None
    started_at: int
    submitted_at: int | None
    decided_at: int | None = None
    integer_value: int | None = None
    reason: str | None = None
    n: int = 0


def add(tx: Transaction, row: RequestRow) -> None:
    """Add a request."""
    tx.execute(_ADD, asdict(row))


def save(tx: Transaction, row: RequestRow) -> None:
    """Replace what may change of a request."""
    tx.execute(_SAVE, asdict(row))


def find(tx: Transaction, request_id: str) -> RequestRow | None:
    """Return a request by its id."""
    return _row(tx.one(_FIND, {"request_id": request_id}))


def latest(tx: Transaction, worker_id: str, type_id: str) -> RequestRow | None:
    """Return a worker's last request for a type, whatever became of it."""
    return _row(tx.one(_LATEST, {"worker_id": worker_id, "type_id": type_id}))


def pending(
    tx: Transaction, requester_id: str, type_id: str, after: int, size: int
) -> list[RequestRow]:
    """Return a page of requests that wait for a decision; empty `type_id` means all types."""
    params: Params = {
        "requester_id": requester_id,
        "type_id": type_id,
        "after": after,
        "size": size,
    }
    return [found for row in tx.all(_PAGE, params) if (found := _row(row))]


def reject_all(tx: Transaction, type_id: str, at: int, reason: str) -> None:
    """Reject whatever is open for a type that goes."""
    tx.execute(_REJECT_ALL, {"type_id": type_id, "at": at, "reason": reason})


def _row(row: Row | None) -> RequestRow | None:
    return None if row is None else RequestRow(**row)
