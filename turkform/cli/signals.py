"""The first interrupt drains, the second stops at once."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """Which signal has come first, if any."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self.received = say, 0

    def asked(self) -> bool:
        """Whether to drain."""
        return self.received != 0

    @property
    def exit_code(self) -> int:
        """130 for SIGINT, 143 for SIGTERM."""
        return 128 + self.received

    def handle(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - signal's shape
        """Remember the first; the second raises `KeyboardInterrupt`."""
        if self.received:
            raise KeyboardInterrupt
        self.received = number
        self._say("Stopping: calls in flight are finished, none is started.")


@contextmanager
def draining(say: Callable[[str], None]) -> Iterator[Interrupts]:
    """Signals drain inside, and do what they did before outside."""
    interrupts = Interrupts(say)
    before = {number: signal.signal(number, interrupts.handle) for number in _SIGNALS}
    try:
        yield interrupts
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
