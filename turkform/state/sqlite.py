"""State in one SQLite file: objects and the ledger of effects (reliability reference 3.2, 3.6).

Rollback journal with synchronous=EXTRA, so that one file is the whole truth and an acknowledged
commit survives a power cut; the lock is the kernel's, so it dies with the process.
"""

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from turkform.core.errors import Locked, TurkformError
from turkform.core.money import Money
from turkform.core.ports import Binding, Clock, StateReader, StateSession
from turkform.state.opening import (
    begin_run,
    bind,
    check_binding,
    end_run,
    identity_of,
    schema,
)
from turkform.state.session import SqlReader, SqlSession
from turkform.state.sqlite_database import SqliteDatabase

_PRAGMAS = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cache_size = -32768",
)


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
        with self._open("ro") as database:
            yield SqlReader(database)

    @contextmanager
    def writing(self, command: str) -> Iterator[StateSession]:
        """Take the lock for the whole run; made on first use."""
        if not self._path.exists():
            self._create()
        descriptor = os.open(self._path, os.O_RDWR)
        try:
            self._lock(descriptor)
            with self._open("rw") as database:
                epoch = database.transact(
                    lambda tx: begin_run(tx, command, self._clock(), self._budget)
                )
                yield SqlSession(database, epoch, identity_of(self._binding), self._clock)
                database.transact(lambda tx: end_run(tx, epoch, self._clock()))
        finally:
            # Closing the descriptor drops SQLite's own locks too, so it goes last.
            os.close(descriptor)

    @contextmanager
    def _open(self, mode: str) -> Iterator[SqliteDatabase]:
        connection = self._connect(f"{self._path.resolve().as_uri()}?mode={mode}")
        try:
            database = SqliteDatabase(connection, str(self._path))
            self._check(connection)
            database.look(lambda tx: check_binding(tx, self._binding, str(self._path)))
            yield database
        finally:
            connection.close()

    def _lock(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            with self.reading() as reader:
                holder = reader.holder() if reader else "another run"
            msg = (
                f"the state {self._path} is locked by {holder}.\n"
                "Wait for it to end, or pass --lock-timeout to wait here."
            )
            raise Locked(msg) from error

    def _connect(self, uri: str) -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, timeout=30, check_same_thread=False)
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except sqlite3.DatabaseError as error:
            connection.close()
            msg = f"{self._path} cannot be read as a state: {error}. Restore it from a backup."
            raise TurkformError(msg) from error
        return connection

    def _check(self, connection: sqlite3.Connection) -> None:
        try:
            connection.execute("SELECT format FROM meta").fetchone()
        except sqlite3.DatabaseError as error:
            msg = f"{self._path} is not a turkform state: {error}. Restore it from a backup."
            raise TurkformError(msg) from error

    def _create(self) -> None:
        """Make the file under another name first: a half-made state is never seen."""
        _refuse_network_file_system(self._path.parent)
        draft = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = self._connect(f"{draft.resolve().as_uri()}?mode=rw")
        try:
            connection.executescript(schema("sqlite"))
            SqliteDatabase(connection, str(draft)).transact(lambda tx: bind(tx, self._binding))
        finally:
            connection.close()
        _publish(draft, self._path)


def _publish(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)  # unlike rename, refuses to replace what another run just made
    except FileExistsError:
        return
    finally:
        draft.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


_NETWORK = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "fuse.s3fs", "afs", "ceph", "glusterfs")


def _refuse_network_file_system(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kind = _file_system(folder.resolve(), Path("/proc/self/mounts").read_text)
    if kind.startswith(_NETWORK):
        msg = (
            f"{folder} lies on a network file system ({kind}), where locks cannot be trusted. "
            "Move the project to a local disk, or set state: to a database."
        )
        raise TurkformError(msg)


def _file_system(folder: Path, mounts: Callable[[], str]) -> str:
    try:
        lines = mounts().splitlines()
    except OSError:
        return ""  # no /proc: not Linux, where this check has nothing to read
    places = ((line.split()[1], line.split()[2]) for line in lines)
    around = [(len(place), kind) for place, kind in places if folder.is_relative_to(place)]
    return max(around, default=(0, ""))[1]
