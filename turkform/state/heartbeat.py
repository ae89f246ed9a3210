"""Keeps a lease alive from a thread beside the run."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from turkform.core.errors import TurkformError


@contextmanager
def heartbeat(every_s: float, beat: Callable[[], bool]) -> Iterator[None]:
    """Call `beat` regularly while the block runs, until it says that the lease is lost.

    A failed beat is tried again at the next turn: losing the lease only lets another run take
    over, and then the epoch stops this one at its next write.
    """
    over = threading.Event()

    def run() -> None:
        while not over.wait(every_s):
            try:
                if not beat():
                    return
            except TurkformError:
                continue

    thread = threading.Thread(target=run, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
