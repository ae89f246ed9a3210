"""The SQLite file itself: how it is opened, made, and looked over."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from turkform.core.errors import TurkformError
from turkform.state.database import Transaction
from turkform.state.drafts import draft, journal_of, sync_folder
from turkform.state.opening import FORMAT, schema
from turkform.state.sqlite_database import SqliteDatabase
from turkform.state.sqlite_errors import is_busy, unreadable

# Emptied instead of removed: a run that was stopped in the middle of a commit and taken over does
# so through its own descriptor when it wakes, and harms nobody's journal of the same name.
_JOURNAL = "PRAGMA journal_mode = TRUNCATE"
_PRAGMAS = (
    _JOURNAL,
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",
)
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"


def connect(path: Path, mode: str, patience_s: float = 30.0) -> sqlite3.Connection:
    """Open the file; `mode` is `ro` or `rw`, `patience_s` how long to wait for others' locks."""
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    try:
        connection = sqlite3.connect(uri, uri=True, timeout=patience_s, check_same_thread=False)
    except sqlite3.Error as error:
        raise unreadable(path, error) from error
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        connection.close()
        raise unreadable(path, error) from error
    return connection


def drop_journal(connection: sqlite3.Connection, path: Path) -> None:
    """Remove an emptied journal, unless somebody is about to use it."""
    if not journal_of(path).exists():
        return
    [patience] = connection.execute("PRAGMA busy_timeout").fetchone()
    with suppress(sqlite3.Error):  # the next one to open the file removes it
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute(_JOURNAL)
    connection.execute(f"PRAGMA busy_timeout = {patience:d}")


def create(path: Path, fill: Callable[[Transaction], None]) -> None:
    """Make the file under another name first: a half-made state is never seen."""
    with draft(path) as (name, _):
        try:
            with closing(connect(name, "rw")) as connection:
                connection.executescript(schema("sqlite"))
                SqliteDatabase(connection, name).transact(fill)
        except sqlite3.Error as error:
            raise unreadable(path, error) from error
        with suppress(FileExistsError):
            os.link(name, path)  # unlike rename, refuses to replace what another run just made
        sync_folder(path.parent)


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
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if isinstance(error, sqlite3.Error) and is_busy(error):
            raise unreadable(path, error) from error
        return [f"{path} cannot be read: {error}. Restore it from a backup."]
    found = [f"{path} is damaged: {row}. Restore it from a backup." for row in rows if row != "ok"]
    if orphans:
        found.append(f"{path}: {len(orphans)} rows belong to nothing. Restore it from a backup.")
    if made != _fresh_schema():
        found.append(_altered(path))
    return found


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Look at the file before anything in it is believed: what is no state, and what has a view, a
    trigger or a table that turkform does not make, is refused."""
    try:
        made = connection.execute(_SCHEMA).fetchall()
        tables = {name for kind, name, *_ in made if kind == "table"}
        row = connection.execute("SELECT format FROM meta").fetchone() if "meta" in tables else ()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise unreadable(path, error) from error
    if not row:
        msg = f"{path} is not a turkform state: it says nothing of itself. Restore it."
        raise TurkformError(msg)
    # Of another format the schema differs in good faith; whoever opens it compares formats.
    if row[0] == FORMAT and made != _fresh_schema():
        raise TurkformError(_altered(path))


def _altered(path: Path) -> str:
    return (
        f"{path} has other tables or guards than turkform makes: somebody changed them. "
        "Nothing of it is used. Restore it from a backup."
    )


def _fresh_schema() -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.executescript(schema("sqlite"))
        return memory.execute(_SCHEMA).fetchall()
