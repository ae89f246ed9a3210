"""Workers whom a requester has blocked."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.store.database import Params, Row, Transaction

_ADD: Final = """
INSERT INTO blocks (requester_id, worker_id, reason, created_at)
VALUES (:requester_id, :worker_id, :reason, :created_at)
ON CONFLICT (requester_id, worker_id) DO UPDATE SET reason = excluded.reason
"""
_REMOVE: Final = "DELETE FROM blocks WHERE requester_id = :requester_id AND worker_id = :worker_id"
_LIST: Final = (
    "SELECT * FROM blocks WHERE requester_id = :requester_id AND n > :after ORDER BY n LIMIT :size"
)
_GET: Final = "SELECT n FROM blocks WHERE requester_id = :requester_id AND worker_id = :worker_id"


def add(tx: Transaction, requester_id: str, worker_id: str, reason: str, at: int) -> None:
    """Block a worker; a second block replaces the reason."""
    params: Params = {
        "requester_id": requester_id,
        "worker_id": worker_id,
        "reason": reason,
        "created_at": at,
    }
    tx.execute(_ADD, params)


def remove(tx: Transaction, requester_id: str, worker_id: str) -> None:
    """Lift a block, if there is one."""
    tx.execute(_REMOVE, {"requester_id": requester_id, "worker_id": worker_id})


def exists(tx: Transaction, requester_id: str, worker_id: str) -> bool:
    """Tell whether a requester has blocked a worker."""
    return tx.one(_GET, {"requester_id": requester_id, "worker_id": worker_id}) is not None


def page(tx: Transaction, requester_id: str, after: int, size: int) -> list[Row]:
    """Return a page of a requester's blocks."""
    return tx.all(_LIST, {"requester_id": requester_id, "after": after, "size": size})
