"""State in one SQLite file: objects and the ledger of effects (reliability reference 3.2, 3.6).

Rollback journal with synchronous=EXTRA, so that one file is the whole truth and an acknowledged
commit survives a power cut; the lock is the kernel's, so it dies with the process.
"""

import fcntl
import getpass
import os
import secrets
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from turkform.core.errors import Locked, Stale, TurkformError
from turkform.core.identity import Identity
from turkform.core.money import Money
from turkform.core.ports import Binding, Clock, StateReader, StateSession
from turkform.state.session import SqlReader, SqlSession

FORMAT = 1
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
        connection = self._connect(f"{self._path.resolve().as_uri()}?mode=ro")
        try:
            self._check(connection)
            yield SqlReader(connection)
        finally:
            connection.close()

    @contextmanager
    def writing(self, command: str) -> Iterator[StateSession]:
        """Take the lock for the whole run; made on first use."""
        if not self._path.exists():
            self._create()
        descriptor = os.open(self._path, os.O_RDWR)
        try:
            self._lock(descriptor)
            connection = self._connect(f"{self._path.resolve().as_uri()}?mode=rw")
            try:
                self._check(connection)
                yield self._begin(connection, command)
                with connection:
                    connection.execute(
                        "UPDATE runs SET ended_at = ? WHERE epoch = (SELECT epoch FROM meta)",
                        (self._clock().isoformat(),),
                    )
            finally:
                connection.close()
        finally:
            # Closing the descriptor drops SQLite's own locks too, so it goes last.
            os.close(descriptor)

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

    def _begin(self, connection: sqlite3.Connection, command: str) -> SqlSession:
        now = self._clock().isoformat()
        who = f"{getpass.getuser()}@{socket.gethostname()} (process {os.getpid()})"
        budget = self._budget.cents if self._budget else None
        with connection:
            connection.execute("UPDATE meta SET epoch = epoch + 1, budget_cents = ?", (budget,))
            [epoch] = connection.execute("SELECT epoch FROM meta").fetchone()
            connection.execute(
                "INSERT INTO runs (epoch, command, who, started_at) VALUES (?, ?, ?, ?)",
                (epoch, command, who, now),
            )
            # What an earlier run had in flight when it died may or may not have happened.
            connection.execute(
                "UPDATE attempts SET status = 'unknown', finished_at = ? WHERE status = 'started'",
                (now,),
            )
        bound = self._binding
        identity = Identity(bound.project, bound.account, bound.environment, bound.campaign)
        return SqlSession(connection, epoch, identity, self._clock)

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
            row = connection.execute(
                "SELECT format, project, environment, endpoint, account, campaign FROM meta"
            ).fetchone()
        except sqlite3.DatabaseError as error:
            msg = f"{self._path} is not a turkform state: {error}. Restore it from a backup."
            raise TurkformError(msg) from error
        bound = self._binding
        mine = (
            FORMAT, bound.project, bound.environment, bound.endpoint, bound.account, bound.campaign
        )  # fmt: skip
        names = ("format", "project", "environment", "endpoint", "account", "campaign")
        for name, found, wanted in zip(names, row, mine, strict=True):
            if found != wanted:
                msg = f"the state {self._path} belongs to the {name} {found!r}, not to {wanted!r}."
                raise Stale(msg)

    def _create(self) -> None:
        """Make the file under another name first: a half-made state is never seen."""
        _refuse_network_file_system(self._path.parent)
        draft = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = self._connect(f"{draft.resolve().as_uri()}?mode=rw")
        try:
            connection.executescript(
                (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
            )
            bound = self._binding
            with connection:
                connection.execute(
                    "INSERT INTO meta (one, format, lineage, project, environment, endpoint, "
                    "account, campaign) VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                    (FORMAT, secrets.token_hex(16), bound.project, bound.environment,
                     bound.endpoint, bound.account, bound.campaign),
                )  # fmt: skip
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
