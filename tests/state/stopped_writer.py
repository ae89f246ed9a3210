"""Claims, sends and records without end, and may stop itself at a chosen moment of a commit.

python -m tests.state.stopped_writer STATE SENT MOMENT: each effect is a line in SENT.
"""

import os
import signal
import sqlite3
import sys
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.state.worlds import BINDING, creation, done, utc_now
from turkform.core.addresses import Address
from turkform.core.errors import Stale
from turkform.state.opening import overtaken
from turkform.state.sqlite import SqliteStore

# Never by itself; with SQLite's lock and nothing written; with half of a commit in the file; about
# to write it; with all of it written and nobody told.
MOMENTS = ("any", "begun", "half", "about", "written", "claimed")
_TRANSACTION = 6
_FILL = "INSERT INTO resources VALUES (?, 'hit', '', '', ?, 0, 0, 'live')"


def stop() -> None:
    """Until somebody wakes us."""
    os.kill(os.getpid(), signal.SIGSTOP)


class Stopping(sqlite3.Connection):
    """Stops the process at a moment of its sixth transaction."""

    moment = "any"
    begun = 0

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement."""
        cursor = super().execute(sql, *values)
        if sql == "BEGIN IMMEDIATE":
            self.begun += 1
            if self.begun == _TRANSACTION and self.moment == "begun":
                stop()
            if self.begun == _TRANSACTION and self.moment == "half":
                self._write_half()
        return cursor

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Any:
        """End a transaction."""
        if self.begun == _TRANSACTION and self.moment == "about":
            self.set_trace_callback(lambda sql: stop() if sql == "COMMIT" else None)
        ended = super().__exit__(kind, error, trace)
        self.set_trace_callback(None)
        if self.begun == _TRANSACTION and self.moment == "written":
            stop()
        return ended

    def _write_half(self) -> None:
        """More than the cache holds: SQLite writes the file before the commit."""
        super().execute("PRAGMA cache_size = 1")
        for n in range(500):
            super().execute(_FILL, (f"hit.filled[{n}]", "x" * 4000))
        stop()


def main(state: Path, sent: Path) -> None:
    """As a run does it, without a service."""
    with SqliteStore(state, BINDING, utc_now).writing("apply") as session, sent.open("w") as file:
        for n in count():
            address = Address("hit", "photos", str(n))
            [intent] = session.claim([creation(address=address)])
            if n == 2 and Stopping.moment == "claimed":
                stop()
            if not session.still_mine():
                raise overtaken()
            file.write(f"{address}\n")
            file.flush()
            session.record([done(intent.intent_id)], [])


if __name__ == "__main__":
    real, Stopping.moment = sqlite3.connect, sys.argv[3]
    sqlite3.connect = lambda *a, **more: real(*a, factory=Stopping, **more)  # type: ignore[assignment]  # only its calls matter
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except Stale:
        sys.exit(6)
