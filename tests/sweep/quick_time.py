"""Time that does not have to be waited for: sleeping moves the clocks instead."""

import threading
import time

_LONGEST_S = 0.005


def install() -> None:
    """Call before the program under test is imported; only clocks that pauses are measured by."""
    real_sleep, real_clock = time.sleep, time.clock_gettime
    skipped, lock = [0.0], threading.Lock()

    def sleep(seconds: float) -> None:
        real_sleep(min(seconds, _LONGEST_S))
        with lock:
            skipped[0] += max(0.0, seconds - _LONGEST_S)

    def clock_gettime(clock: int) -> float:
        return real_clock(clock) + skipped[0]

    vars(time).update(sleep=sleep, clock_gettime=clock_gettime)
