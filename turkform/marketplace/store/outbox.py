"""Events that wait for delivery, written in the transaction that made them."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.domain.events import NotificationEvent
from turkform.marketplace.store.database import Transaction
from turkform.marketplace.store.notification_settings import NotificationSetting

_ADD: Final = """
INSERT INTO outbox (requester_id, hit_type_id, event_type, hit_id, assignment_id, at,
                    destination, transport, version)
VALUES (:requester_id, :hit_type_id, :event_type, :hit_id, :assignment_id, :at,
        :destination, :transport, :version)
"""


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
