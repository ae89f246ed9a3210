"""Qualifications that workers hold or held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from turkform.marketplace.store.database import Params, Transaction

_GET: Final = (
    "SELECT * FROM qualifications WHERE qualification_type_id = :type_id AND worker_id = :worker_id"
)
_OF_WORKER: Final = (
    "SELECT * FROM qualifications WHERE worker_id = :worker_id AND status = 'Granted' ORDER BY n"
)
_LIST: Final = """
SELECT * FROM qualifications
WHERE qualification_type_id = :type_id AND status = :status AND n > :after ORDER BY n LIMIT :size
"""
_GRANT: Final = """
INSERT INTO qualifications
    (qualification_type_id, worker_id, status, integer_value, granted_at)
VALUES (:type_id, :worker_id, 'Granted', :value, :at)
ON CONFLICT (qualification_type_id, worker_id) DO UPDATE SET status = 'Granted',
    integer_value = excluded.integer_value, granted_at = excluded.granted_at, revoked_at = NULL
"""
_REVOKE: Final = """
UPDATE qualifications SET status = 'Revoked', revoked_at = :at
WHERE qualification_type_id = :type_id AND worker_id = :worker_id
"""


@dataclass(frozen=True, slots=True)
class QualificationRow:
    """One worker's qualification; `status` is `Granted` or `Revoked`."""

    n: int
    qualification_type_id: str
    worker_id: str
    status: str
    integer_value: int | None
    granted_at: int
    revoked_at: int | None


def get(tx: Transaction, type_id: str, worker_id: str) -> QualificationRow | None:
    """Return what a worker holds or held of a type."""
    row = tx.one(_GET, {"type_id": type_id, "worker_id": worker_id})
    return None if row is None else QualificationRow(**row)


def of_worker(tx: Transaction, worker_id: str) -> list[QualificationRow]:
    """Return everything a worker holds now."""
    return [QualificationRow(**row) for row in tx.all(_OF_WORKER, {"worker_id": worker_id})]


def page(
    tx: Transaction, type_id: str, status: str, after: int, size: int
) -> list[QualificationRow]:
    """Return a page of the holders (or former holders) of a type."""
    params: Params = {"type_id": type_id, "status": status, "after": after, "size": size}
    return [QualificationRow(**row) for row in tx.all(_LIST, params)]


def grant(tx: Transaction, type_id: str, worker_id: str, value: int | None, at: int) -> None:
    """Give the qualification, or set its value again."""
    params: Params = {"type_id": type_id, "worker_id": worker_id, "value": value, "at": at}
    tx.execute(_GRANT, params)


def revoke(tx: Transaction, type_id: str, worker_id: str, at: int) -> None:
    """Take the qualification away."""
    tx.execute(_REVOKE, {"type_id": type_id, "worker_id": worker_id, "at": at})
