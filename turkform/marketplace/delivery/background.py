"""Delivers notifications from a thread of this process, for a marketplace that nobody serves."""

from __future__ import annotations

import atexit
import logging
import threading
from typing import Final

from turkform.marketplace.delivery.outbox_worker import deliver
from turkform.marketplace.delivery.transports import Send
from turkform.marketplace.service import Marketplace
from turkform.marketplace.store import outbox

RETRY_S: Final = 1.0
_LOG: Final = logging.getLogger(__name__)


class Background:
    """Starts with the first event, sleeps while there is none, sends what is left when stopped."""

    def __init__(self, marketplace: Marketplace, transport: Send | None = None) -> None:
        self._marketplace = marketplace
        self._transport = transport
        self._lock = threading.Lock()
        self._bell = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Say that there are new events, now that they are committed."""
        with self._lock:
            if self._thread is None and not self._stopped:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
                # a process that ends without closing its marketplace still sends what it has
                atexit.register(self.stop)
        self._bell.set()

    def stop(self) -> None:
        """Send what can be sent now, and end."""
        with self._lock:
            self._stopped = True
            thread = self._thread
        self._bell.set()
        if thread is not None:
            thread.join()
            atexit.unregister(self.stop)

    def _run(self) -> None:
        while True:
            self._bell.clear()
            stopped = self._stopped
            left = self._deliver()
            if stopped:
                return
            self._bell.wait(RETRY_S if left else None)

    def _deliver(self) -> bool:
        """Deliver, and tell whether events are left for later."""
        try:
            deliver(self._marketplace, self._transport)
            with self._marketplace.database.reading() as tx:
                return outbox.has_any(tx)
        except Exception:  # noqa: BLE001 - logged; a failed attempt must not end all later ones
            _LOG.exception("delivering notifications failed")
            return True
