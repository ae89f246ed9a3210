"""Who called within the last second: all processes of a marketplace throttle together.

Written only while a limit is set (`requests_per_second`); the time is real, not the marketplace's.
"""

from __future__ import annotations

from typing import Final

from turkform.marketplace.store.database import Params, Transaction

WINDOW_MS: Final = 1_000
_FORGET: Final = "DELETE FROM recent_calls WHERE at <= :since"
_COUNT: Final = "SELECT count(*) AS calls FROM recent_calls WHERE requester_id = :requester_id"
_ADD: Final = "INSERT INTO recent_calls (requester_id, at) VALUES (:requester_id, :now)"


def admits(tx: Transaction, requester_id: str, limit: int, now_ms: int) -> bool:
    """Tell whether one more call is within `limit` calls a second, and count it if so.

    Refused calls do not count, so that whoever backs off gets through.
    """
    params: Params = {"requester_id": requester_id, "now": now_ms, "since": now_ms - WINDOW_MS}
    tx.execute(_FORGET, params)
    row = tx.one(_COUNT, params)
    if row is not None and row["calls"] >= limit:
        return False
    tx.execute(_ADD, params)
    return True
