"""Mail that workers received, from requesters and from the service itself."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.store.database import Params, Row, Transaction

_ADD: Final = """
INSERT INTO messages (requester_id, worker_id, kind, subject, body, sent_at)
VALUES (:requester_id, :worker_id, :kind, :subject, :body, :sent_at)
"""
_OF_WORKER: Final = (
    "SELECT * FROM messages WHERE worker_id = :worker_id ORDER BY n DESC LIMIT :size"
)


def add(
    tx: Transaction,
    requester_id: str,
    worker_id: str,
    kind: str,
    subject: str,
    body: str,
    sent_at: int,
) -> None:
    """Deliver a message to a worker's inbox."""
    params: Params = {
        "requester_id": requester_id,
        "worker_id": worker_id,
        "kind": kind,
        "subject": subject,
        "body": body,
        "sent_at": sent_at,
    }
    tx.execute(_ADD, params)


def of_worker(tx: Transaction, worker_id: str, size: int = 100) -> list[Row]:
    """Return a worker's messages, newest first."""
    return tx.all(_OF_WORKER, {"worker_id": worker_id, "size": size})
