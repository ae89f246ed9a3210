"""Events that wait for delivery, written in the transaction that made them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from turkform.marketplace.domain.events import NotificationEvent
from turkform.marketplace.store.database import Params, Row, Transaction
from turkform.marketplace.store.notification_settings import NotificationSetting

_ADD: Final = """
INSERT INTO outbox (requester_id, hit_type_id, event_type, hit_id, assignment_id, at,
                    destination, transport, version)
VALUES (:requester_id, :hit_type_id, :event_type, :hit_id, :assignment_id, :at,
        :destination, :transport, :version)
"""
_WAITING: Final = (
    "SELECT * FROM outbox WHERE state = 'Waiting' AND not_before <= :now ORDER BY n LIMIT :size"
)
_DUE: Final = "SELECT n FROM outbox WHERE state = 'Waiting' AND not_before <= :now LIMIT 1"
_ANY: Final = "SELECT n FROM outbox WHERE state = 'Waiting' LIMIT 1"
_CLAIM: Final = "UPDATE outbox SET not_before = :until WHERE n = :n"
_SENT: Final = "UPDATE outbox SET state = 'Sent', sent_at = :at WHERE n = :n"
_REFUSED: Final = (
    "UPDATE outbox SET state = :state, failure = :failure, not_before = :later, "
    "attempts = attempts + 1 WHERE n = :n"
)


def add(
    tx: Transaction,
    requester_id: str,
    event: NotificationEvent,
    at: int,
    setting: NotificationSetting,
) -> None:
    """Queue an event for the destination that is set now; `at` is epoch milliseconds."""
    tx.execute(
        _ADD,
        {
            "requester_id": requester_id,
            "hit_type_id": event.hit_type_id,
            "event_type": event.event_type,
            "hit_id": event.hit_id,
            "assignment_id": event.assignment_id,
            "at": at,
            "destination": setting.destination,
            "transport": setting.transport,
            "version": setting.version,
        },
    )


def is_waiting(tx: Transaction, now_ms: int) -> bool:
    """Tell whether an event may be sent now."""
    return tx.one(_DUE, {"now": now_ms}) is not None


def has_any(tx: Transaction) -> bool:
    """Tell whether an event is to be sent, now or later."""
    return tx.one(_ANY) is not None


def claim(tx: Transaction, now_ms: int, size: int, until_ms: int) -> list[Row]:
    """Return events that may be sent now, oldest first; nobody else gets them before `until_ms`.

    A process that dies over them leaves them to the others, which send them again.
    """
    rows = tx.all(_WAITING, {"now": now_ms, "size": size})
    tx.execute_many(_CLAIM, [{"n": row["n"], "until": until_ms} for row in rows])
    return rows


def postpone(tx: Transaction, numbers: Iterable[int], until_ms: int) -> None:
    """Let events wait for longer, as if they had come later."""
    tx.execute_many(_CLAIM, [{"n": n, "until": until_ms} for n in numbers])


def mark_sent(tx: Transaction, numbers: Iterable[int], at: int) -> None:
    """Note that events have gone out."""
    tx.execute_many(_SENT, [{"n": n, "at": at} for n in numbers])


def mark_refused(
    tx: Transaction, numbers: Iterable[int], failure: str, later: int, *, last: bool
) -> None:
    """Note a failed attempt; the next one is at `later`, unless this was the last."""
    state = "Failed" if last else "Waiting"
    rows: list[Params] = [
        {"n": n, "failure": failure, "later": later, "state": state} for n in numbers
    ]
    tx.execute_many(_REFUSED, rows)
