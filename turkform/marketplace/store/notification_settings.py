"""One notification specification per HIT type (API reference 5.4)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from turkform.marketplace.store.database import Transaction

_FIND: Final = "SELECT * FROM notification_settings WHERE hit_type_id = :hit_type_id"
_SAVE: Final = """
INSERT INTO notification_settings
    (hit_type_id, requester_id, destination, transport, version, event_types, active)
VALUES (:hit_type_id, :requester_id, :destination, :transport, :version, :event_types, :active)
ON CONFLICT (hit_type_id) DO UPDATE SET
    destination = excluded.destination, transport = excluded.transport,
    version = excluded.version, event_types = excluded.event_types, active = excluded.active
"""


@dataclass(frozen=True, slots=True)
class NotificationSetting:
    """Where the events of a HIT type go, and which."""

    hit_type_id: str
    requester_id: str
    destination: str
    transport: str
    version: str
    event_types: tuple[str, ...]
    active: bool


def find(tx: Transaction, hit_type_id: str) -> NotificationSetting | None:
    """Return the setting of a HIT type, or None when it never had one."""
    row = tx.one(_FIND, {"hit_type_id": hit_type_id})
    if row is None:
        return None
    events = tuple(json.loads(row["event_types"]))
    return NotificationSetting(**row | {"event_types": events, "active": bool(row["active"])})


def save(tx: Transaction, setting: NotificationSetting) -> None:
    """Set or replace the whole setting of a HIT type."""
    tx.execute(
        _SAVE,
        {
            "hit_type_id": setting.hit_type_id,
            "requester_id": setting.requester_id,
            "destination": setting.destination,
            "transport": setting.transport,
            "version": setting.version,
            "event_types": json.dumps(setting.event_types),
            "active": setting.active,
        },
    )
