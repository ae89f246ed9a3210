"""State in one SQLite file: objects and the ledger of effects (reliability reference 3.2, 3.6).

Rollback journal with synchronous=EXTRA, so that one file is the whole truth and an acknowledged
commit survives a power cut; the lock is the kernel's, so it dies with the process.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from turkform.core.errors import TurkformError
from turkform.core.money import Money
from turkform.core.ports import Binding, Clock, Holder, StateReader, StateSession
from turkform.state.audit import audit
from turkform.state.database import Transaction
from turkform.state.file_lock import lock
from turkform.state.file_systems import refuse_network
from turkform.state.opening import (
    begin_run,
    check_binding,
    end_run,
    identity_of,
    last_run,
    locked,
    make,
    usurp,
)
from turkform.state.session import SqlReader, SqlSession
from turkform.state.sqlite_database import SqliteDatabase
from turkform.state.sqlite_file import connect, create, health

_MOUNTS = Path("/proc/self/mounts")
_READ_ONLY = "PRAGMA query_only = ON"


class SqliteStore:
    """The state file of one campaign in one environment."""

    def __init__(
        self, path: Path, binding: Binding, clock: Clock, budget: Money | None = None
    ) -> None:
        self._path, self._binding, self._clock, self._budget = path, binding, clock, budget

    @contextmanager
    def reading(self) -> Iterator[StateReader | None]:
        """A reader of the file as it is now; another run may be writing."""
        if not self._path.exists():
            yield None
            return
        with self._looking() as database:
            yield SqlReader(database)

    @contextmanager
    def writing(self, command: str) -> Iterator[StateSession]:
        """Take the lock for the whole run; made on first use."""
        self.make()
        with self._descriptor() as descriptor, self._open("rw") as database:
            self._lock(descriptor, database)
            epoch = database.transact(
                lambda tx: begin_run(tx, command, self._clock(), self._budget)
            )
            yield SqlSession(database, epoch, identity_of(self._binding), self._clock)
            database.transact(lambda tx: end_run(tx, epoch, self._clock()))

    def make(self) -> None:
        """Make an empty state where there is none, without taking the lock."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        refuse_network(self._path.parent, _MOUNTS.read_text)
        if not self._path.exists():
            create(self._path, lambda tx: make(tx, self._binding, self._clock()))

    def holder(self) -> Holder | None:
        """Who holds the lock now; None when it is free."""
        if not self._path.exists():
            return None
        with self._descriptor() as descriptor, self._looking() as database:
            free = lock(descriptor, database.look(_takeovers))
            return None if free else database.look(last_run)

    def take_over(self, holder: Holder) -> None:
        """Fence the run that holds the lock, and let the next one lock another byte."""
        with self._open("rw") as database:
            database.transact(lambda tx: usurp(tx, holder, self._clock(), self._budget))

    def verify(self) -> Sequence[str]:
        """What is wrong with the file and what it holds; each in words."""
        if not self._path.exists():
            return ()
        try:
            connection = connect(self._path, "rw")
        except TurkformError as error:
            return (str(error),)
        with closing(connection):
            database = SqliteDatabase(connection, str(self._path))
            return health(connection, self._path) or database.look(audit)

    @contextmanager
    def _descriptor(self) -> Iterator[int]:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        try:
            yield descriptor
        finally:
            # Closing it drops SQLite's own locks too, so it goes last.
            os.close(descriptor)

    @contextmanager
    def _looking(self) -> Iterator[SqliteDatabase]:
        # Opened for writing where possible: after a kill, SQLite has a half-done commit to undo.
        with self._open("rw" if os.access(self._path, os.W_OK) else "ro", _READ_ONLY) as database:
            yield database

    @contextmanager
    def _open(self, mode: str, *pragmas: str) -> Iterator[SqliteDatabase]:
        connection = connect(self._path, mode)
        try:
            for pragma in pragmas:
                connection.execute(pragma)
            database = SqliteDatabase(connection, str(self._path))
            self._check(connection)
            database.look(lambda tx: check_binding(tx, self._binding, str(self._path)))
            yield database
        finally:
            connection.close()

    def _lock(self, descriptor: int, database: SqliteDatabase) -> None:
        takeovers = database.look(_takeovers)
        if not lock(descriptor, takeovers):
            raise locked(str(self._path), database.look(last_run))
        if database.look(_takeovers) != takeovers:  # taken over between the look and the lock
            raise locked(str(self._path), database.look(last_run))

    def _check(self, connection: sqlite3.Connection) -> None:
        try:
            connection.execute("SELECT format FROM meta").fetchone()
        except sqlite3.DatabaseError as error:
            msg = f"{self._path} is not a turkform state: {error}. Restore it from a backup."
            raise TurkformError(msg) from error


def _takeovers(tx: Transaction) -> int:
    row = tx.one("SELECT takeovers FROM meta")
    return int(row[0]) if row else 0
