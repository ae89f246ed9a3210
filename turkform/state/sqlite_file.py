"""The SQLite file itself: how it is opened, made, and looked over."""

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from turkform.core.errors import TurkformError
from turkform.state.database import Transaction
from turkform.state.opening import schema
from turkform.state.sqlite_database import SqliteDatabase

_PRAGMAS = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",
)
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open the file; `mode` is `ro` or `rw`."""
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    try:
        connection = sqlite3.connect(uri, uri=True, timeout=30, check_same_thread=False)
    except sqlite3.Error as error:
        raise _unreadable(path, error) from error
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error as error:
        connection.close()
        raise _unreadable(path, error) from error
    return connection


def create(path: Path, fill: Callable[[Transaction], None]) -> None:
    """Make the file under another name first: a half-made state is never seen."""
    _remove_drafts(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # says that somebody is at work on this draft
        with closing(connect(draft, "rw")) as connection:
            connection.executescript(schema("sqlite"))
            SqliteDatabase(connection, str(draft)).transact(fill)
        _publish(draft, path)
    except sqlite3.Error as error:
        raise _unreadable(path, error) from error
    finally:
        draft.unlink(missing_ok=True)
        os.close(descriptor)


def _publish(draft: Path, path: Path) -> None:
    with suppress(FileExistsError):
        os.link(draft, path)  # unlike rename, refuses to replace what another run just made
    draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove_drafts(path: Path) -> None:
    """Clear away what a run left that died while it made a state."""
    for file in path.parent.glob(f".{path.name}.*"):
        draft = file.with_name(file.name.removesuffix("-journal"))
        if not _at_work(draft):
            file.unlink(missing_ok=True)


def _at_work(draft: Path) -> bool:
    try:
        descriptor = os.open(draft, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def health(connection: sqlite3.Connection, path: Path) -> Sequence[str]:
    """What is wrong with the file as a file and as a database."""
    return [*_permissions(path), *_integrity(connection, path)]


def _permissions(path: Path) -> Sequence[str]:
    status = path.stat()
    found = []
    if status.st_mode & 0o077:
        found.append(f"{path} is open to others (mode {status.st_mode & 0o777:o}): chmod 600 it.")
    if status.st_uid != os.geteuid():
        found.append(f"{path} belongs to another user (id {status.st_uid}).")
    return found


def _integrity(connection: sqlite3.Connection, path: Path) -> Sequence[str]:
    try:
        rows = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        made = connection.execute(_SCHEMA).fetchall()
    except sqlite3.Error as error:
        return [f"{path} cannot be read: {error}. Restore it from a backup."]
    found = [f"{path} is damaged: {row}. Restore it from a backup." for row in rows if row != "ok"]
    if orphans:
        found.append(f"{path}: {len(orphans)} rows belong to nothing. Restore it from a backup.")
    if made != _fresh_schema():
        found.append(f"{path} has other tables or guards than turkform makes. Restore it.")
    return found


def _fresh_schema() -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.executescript(schema("sqlite"))
        return memory.execute(_SCHEMA).fetchall()


def _unreadable(path: Path, error: sqlite3.Error) -> TurkformError:
    return TurkformError(f"{path} cannot be read as a state: {error}. Restore it from a backup.")
