"""The last look before the bytes leave: whether this run may still send what it has claimed.

A closed laptop or a stopped process may wake up hours after it claimed an effect, when another run
has taken over and the effect's token is dead. botocore asks this gate after signing.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from turkform.core.ports import Clock, Permit

SEND_WITHIN_S = 60.0
TOKEN_LIFE = timedelta(hours=20)


class TooLate(Exception):
    """The gate was shut; nothing was sent."""


class TokenDead(TooLate):
    """The service may have forgotten the token of the effect."""


class Gate:
    """Checks the permit of the call that the present thread is sending."""

    def __init__(self, service_now: Clock, elapsed: Callable[[], float]) -> None:
        self._service_now, self._elapsed = service_now, elapsed
        self._present = threading.local()

    @contextmanager
    def open(self, permit: Permit) -> Iterator[None]:
        """Let the calls that this thread sends inside the block be judged by `permit`."""
        self._present.permit = permit
        try:
            yield
        finally:
            self._present.permit = None

    def check(self, **_event: Any) -> None:  # botocore's event: keywords of any type
        """Raise `TooLate` unless the call may leave now; a call without a permit may not."""
        permit: Permit | None = getattr(self._present, "permit", None)
        if permit is None:
            raise TooLate("a write without a recorded attempt was stopped")
        waited = self._elapsed() - permit.claimed_at
        if waited > SEND_WITHIN_S:
            raise TooLate(f"{waited:.0f} s have passed since the effect was recorded")
        first = permit.token_since
        if first is not None and self._service_now() - first > TOKEN_LIFE:
            raise TokenDead("its token is older than 20 hours")
        if not permit.still_mine():
            raise TooLate("another run has taken over the state")
