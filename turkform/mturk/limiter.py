"""Pacing that adapts: faster while the service is content, half as fast when it throttles."""

import threading
from collections.abc import Callable

_SLOWEST = 0.5
_FASTEST = 10_000.0


class Limiter:
    """Additive increase, multiplicative decrease of the calls per second; thread-safe.

    Unlimited until the first throttle: an embedded marketplace needs no pacing.
    """

    def __init__(self, rate: float = _FASTEST) -> None:
        self._rate, self._next = rate, 0.0
        self._lock = threading.Lock()

    @property
    def rate(self) -> float:
        """The present calls per second."""
        return self._rate

    def wait(self, now: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """Sleep until this call's turn."""
        with self._lock:
            moment = now()
            turn = max(self._next, moment)
            self._next = turn + 1 / self._rate
        if turn > moment:
            sleep(turn - moment)

    def heard(self, *, throttled: bool) -> None:
        """Learn from an answer."""
        with self._lock:
            if throttled:
                self._rate = max(_SLOWEST, min(self._rate, 20.0) / 2)
            else:
                self._rate = min(_FASTEST, self._rate + 0.2)
