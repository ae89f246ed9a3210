"""State in one SQLite file: objects and the ledger of effects (reliability reference 3.2, 3.6).

Rollback journal with synchronous=EXTRA, so that one file is the whole truth and an acknowledged
commit survives a power cut; the lock is the kernel's, so it dies with the process. A takeover puts
a copy in the file's place: whatever the old run is in the middle of, it has the wrong file.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from turkform.core.errors import Locked, Stale, TurkformError
from turkform.core.identity import Identity
from turkform.core.money import Money
from turkform.core.ports import Binding, Clock, Holder, StateReader, StateSession
from turkform.state.audit import audit
from turkform.state.copying import copied, publish
from turkform.state.database import StoreFailed
from turkform.state.file_lock import fence, fenced, lock
from turkform.state.file_systems import refuse_network
from turkform.state.opening import (
    begin_run,
    check_binding,
    end_run,
    epoch_of,
    identity_of,
    last_run,
    locked,
    make,
    moved_on,
    usurp,
)
from turkform.state.session import SqlReader, SqlSession
from turkform.state.sqlite_database import SqliteDatabase
from turkform.state.sqlite_file import connect, create, drop_journal, health, refuse_foreign

_MOUNTS = Path("/proc/self/mounts")
_READ_ONLY = "PRAGMA query_only = ON"
# A commit takes milliseconds; whoever is in one for longer may be stopped.
_PATIENCE_S = 2.0
_LONG_PATIENCE = "PRAGMA busy_timeout = 30000"


class SqliteSession(SqlSession):
    """Whether the file is ours yet is seen by its name alone, so every call can ask."""

    def __init__(
        self,
        database: SqliteDatabase,
        epoch: int,
        identity: Identity,
        clock: Clock,
        current: Callable[[], bool],
    ) -> None:
        super().__init__(database, epoch, identity, clock)
        self._current = current

    def still_mine(self) -> bool:
        """Whether no other run has taken the state over, or is about to."""
        return self._current()


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
        with self._descriptor() as descriptor:
            current = self._mine(descriptor)
            self._lock(descriptor, current)
            with self._open(self._path, "rw", current) as database:
                epoch = database.transact(
                    lambda tx: begin_run(tx, command, self._clock(), self._budget)
                )
                identity = identity_of(self._binding)
                yield SqliteSession(database, epoch, identity, self._clock, current)
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
        with self._descriptor() as descriptor:
            return None if lock(descriptor) else self._last_run()

    def take_over(self, holder: Holder) -> None:
        """Put a copy in the place of the file that the holder writes, at whatever it is stopped.

        The fence comes first: a commit that the copy does not hold is never followed by a call.
        """
        with self._descriptor() as old:
            if not fence(old):
                msg = "another turkform unlock is at work on this state; look again."
                raise Stale(msg)
            with copied(self._path) as (copy, descriptor):
                # Nobody else writes between the exchange and the note of it.
                if lock(old) or not lock(descriptor) or not self._same(old):
                    raise moved_on()
                self._check_holder(copy, holder)
                publish(copy, descriptor, self._path)
                with self._open(self._path, "rw") as database:
                    database.transact(lambda tx: usurp(tx, holder, self._clock(), self._budget))

    def verify(self) -> Sequence[str]:
        """What is wrong with the file and what it holds; each in words."""
        if not self._path.exists():
            return ()
        try:
            connection = connect(self._path, "rw", _PATIENCE_S)
        except Locked:
            raise
        except TurkformError as error:
            return (str(error),)
        with closing(connection):
            database = SqliteDatabase(connection, self._path)
            try:
                found = health(connection, self._path) or database.look(audit)
            except StoreFailed as error:
                found = (str(error),)
            drop_journal(connection, self._path)
        return found

    @contextmanager
    def _descriptor(self) -> Iterator[int]:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        try:
            yield descriptor
        finally:
            # Closing it drops SQLite's own locks too, so it goes last.
            os.close(descriptor)

    def _mine(self, descriptor: int) -> Callable[[], bool]:
        """Whether the file is the state and stays it: the fence is looked at first, since it is
        taken away after the exchange."""
        return lambda: not fenced(descriptor) and self._same(descriptor)

    def _same(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), self._path.stat())
        except FileNotFoundError:
            return False

    def _lock(self, descriptor: int, current: Callable[[], bool]) -> None:
        if not lock(descriptor):
            raise locked(str(self._path), self._last_run())
        if not current():  # taken over between the opening and the lock
            raise locked(str(self._path), None)

    def _last_run(self) -> Holder | None:
        with self._looking() as database:
            return database.look(last_run)

    def _check_holder(self, copy: Path, holder: Holder) -> None:
        with self._open(copy, "rw") as database:
            if database.look(epoch_of) != holder.epoch:
                raise moved_on()

    @contextmanager
    def _looking(self) -> Iterator[SqliteDatabase]:
        """The file; a copy where somebody is in the middle of a commit and does not go on."""
        # Opened for writing where possible: after a kill, SQLite has a half-done commit to undo.
        mode = "rw" if os.access(self._path, os.W_OK) else "ro"
        with ExitStack() as stack:
            try:
                database = stack.enter_context(self._opened_to_read(mode))
            except Locked:
                copy, _ = stack.enter_context(copied(self._path))
                database = stack.enter_context(self._open(copy, "rw"))
            yield database

    @contextmanager
    def _opened_to_read(self, mode: str) -> Iterator[SqliteDatabase]:
        before = self._path.stat()

        def current() -> bool:
            try:
                return os.path.samestat(before, self._path.stat())
            except FileNotFoundError:
                return False

        with self._open(self._path, mode, current, _PATIENCE_S) as database:
            database.look(lambda tx: [tx.one(_LONG_PATIENCE), tx.one(_READ_ONLY)])
            yield database

    @contextmanager
    def _open(
        self,
        path: Path,
        mode: str,
        current: Callable[[], bool] = lambda: True,
        patience_s: float = 30.0,
    ) -> Iterator[SqliteDatabase]:
        connection = connect(path, mode, patience_s)
        try:
            refuse_foreign(connection, self._path)
            # The one that a dead run has left may be open in a stopped run yet.
            if mode == "rw" and current():
                drop_journal(connection, path)
            database = SqliteDatabase(connection, path, current)
            database.look(lambda tx: check_binding(tx, self._binding, str(self._path)))
            yield database
        finally:
            if mode == "rw" and current():
                drop_journal(connection, path)
            connection.close()
