"""SQLite: write-ahead log, one writer at a time, a small pool of connections."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from turkform.marketplace.store.database import (
    NO_PARAMS,
    Database,
    Params,
    Row,
    Transaction,
    schema_statements,
    table_names,
)

SERIAL: Final = "INTEGER PRIMARY KEY AUTOINCREMENT"
BUSY_SECONDS: Final = 60.0
CACHED_STATEMENTS: Final = 512
_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -32768",
)


class SqliteTransaction(Transaction):
    """Statements on one connection of the pool."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, params: Params = NO_PARAMS) -> int:
        """Run one statement and return how many rows it touched."""
        return self._connection.execute(sql, params).rowcount

    def execute_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement for each set of parameters."""
        self._connection.executemany(sql, rows)

    def one(self, sql: str, params: Params = NO_PARAMS) -> Row | None:
        """Return the first row, or None."""
        cursor = self._connection.execute(sql, params)
        row: Row | None = cursor.fetchone()
        cursor.close()
        return row

    def all(self, sql: str, params: Params = NO_PARAMS) -> list[Row]:
        """Return every row."""
        return self._connection.execute(sql, params).fetchall()


class SqliteDatabase(Database):
    """One database file, shared by the threads of this process and by other processes."""

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._write_lock = threading.Lock()
        self._pool_lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.transaction() as tx:
            made = {row["name"] for row in tx.all("SELECT name FROM sqlite_master")}
            if not made.issuperset(table_names()):
                for statement in schema_statements(SERIAL):
                    tx.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin to write; other threads of this process queue up, other processes wait."""
        with self._write_lock, self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield SqliteTransaction(connection)
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Begin to read the state of this moment; writers do not wait for readers."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield SqliteTransaction(connection)
            finally:
                connection.rollback()

    def retry(self, error: Exception) -> bool:
        """Tell whether another process held the file for too long."""
        return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)

    def close(self) -> None:
        """Close every connection that is not in use."""
        with self._pool_lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._pool_lock:
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._connect()
        try:
            yield connection
        finally:
            self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._pool_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            timeout=self._busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=CACHED_STATEMENTS,
        )
        connection.row_factory = _as_dict
        # SQLite's own lower() knows ASCII only; PostgreSQL's knows every letter
        connection.create_function("lower", 1, _lower, deterministic=True)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        return connection


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _as_dict(cursor: sqlite3.Cursor, row: tuple[object, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
