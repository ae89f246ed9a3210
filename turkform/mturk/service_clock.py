"""What time it is at the service: the `Date` of its last answer, carried on by our own clock."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from turkform.core.ports import Clock

Seconds = Callable[[], float]
_MOVED = "x-turkform-clock-offset-ms"


class ServiceClock:
    """Ages of tokens are the service's affair, so they are measured by its clock.

    Between two answers the time goes on with `elapsed`, which a change of the machine's clock does
    not touch. Safe to use from many threads.
    """

    def __init__(self, local: Clock, elapsed: Seconds) -> None:
        self._local, self._elapsed = local, elapsed
        self._lock = threading.Lock()
        self._heard: tuple[datetime, float] | None = None
        self._skew = timedelta(0)

    def now(self) -> datetime:
        """The service's present; the machine's own until an answer was heard."""
        with self._lock:
            heard = self._heard
        if heard is None:
            return self._local()
        moment, at = heard
        return moment + timedelta(seconds=self._elapsed() - at)

    @property
    def skew(self) -> timedelta:
        """How far the machine's clock is ahead of the service's; whole seconds are noise."""
        with self._lock:
            return self._skew

    def hear(self, headers: Mapping[str, str]) -> None:
        """Learn from the headers of an answer, names in lower case.

        A marketplace whose virtual clock was moved says by how much: that is no skew.
        """
        try:
            moment = parsedate_to_datetime(headers["date"])
            moved = timedelta(milliseconds=int(headers.get(_MOVED, "0")))
        except (KeyError, ValueError):
            return
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        with self._lock:
            self._heard = (moment, self._elapsed())
            self._skew = self._local() - (moment - moved)
