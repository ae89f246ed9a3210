"""Idempotency tokens and what they made; each counts for 24 hours."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.store.database import Params, Transaction

_FIND: Final = (
    "SELECT subject FROM tokens WHERE requester_id = :requester_id AND operation = :operation "
    "AND token = :token AND created_at > :since"
)
_ADD: Final = """
INSERT INTO tokens (requester_id, operation, token, subject, created_at)
VALUES (:requester_id, :operation, :token, :subject, :created_at)
ON CONFLICT (requester_id, operation, token) DO UPDATE
SET subject = excluded.subject, created_at = excluded.created_at
"""

_FORGET: Final = "DELETE FROM tokens WHERE created_at <= :since"


def find(tx: Transaction, requester_id: str, operation: str, token: str, since: int) -> str | None:
    """Return what a token made after `since` (epoch ms), or None."""
    params: Params = {
        "requester_id": requester_id,
        "operation": operation,
        "token": token,
        "since": since,
    }
    row = tx.one(_FIND, params)
    return None if row is None else str(row["subject"])


def add(
    tx: Transaction,
    requester_id: str,
    operation: str,
    token: str,
    subject: str,
    *,
    at: int,
    since: int,
) -> None:
    """Remember a token, in place of an outlived one; forgets what was made before `since`."""
    tx.execute(_FORGET, {"since": since})
    params: Params = {
        "requester_id": requester_id,
        "operation": operation,
        "token": token,
        "subject": subject,
        "created_at": at,
    }
    tx.execute(_ADD, params)
