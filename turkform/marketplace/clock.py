"""Time as the marketplace sees it: real time plus an offset that the store keeps."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

WallClock: TypeAlias = Callable[[], int]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


def wall_clock() -> int:
    """Return real time in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def moment(epoch_ms: int) -> datetime:
    """Return epoch milliseconds as an aware datetime in UTC."""
    return _EPOCH + timedelta(milliseconds=epoch_ms)


def maybe_moment(epoch_ms: int | None) -> datetime | None:
    """Return `moment` of a time that may be absent."""
    return None if epoch_ms is None else moment(epoch_ms)
