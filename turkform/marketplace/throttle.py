"""Too many calls in a second (API reference 16.1).

Each process counts for itself, in real time: throttling protects a process, not the store.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

WINDOW_MS: Final = 1_000


class Throttle:
    """Counts the calls of each requester within the last second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: dict[str, deque[int]] = {}

    def admits(self, requester_id: str, limit: int, now_ms: int) -> bool:
        """Tell whether one more call is within `limit` calls a second, and count it if so.

        A limit of 0 is none. Refused calls do not count, so that whoever backs off gets through.
        """
        if limit <= 0:
            return True
        with self._lock:
            calls = self._calls.setdefault(requester_id, deque())
            while calls and calls[0] <= now_ms - WINDOW_MS:
                calls.popleft()
            if len(calls) >= limit:
                return False
            calls.append(now_ms)
            return True
