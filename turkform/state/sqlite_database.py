"""The database port on one SQLite connection."""

import sqlite3
import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

from turkform.state.database import Row, StoreFailed, Transaction, Value, Violation

T = TypeVar("T")


class SqliteTransaction:
    """Statements on the connection, which has one transaction at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, *values: Value) -> int:
        """Run one statement and return how many rows it touched."""
        return self._connection.execute(sql, values).rowcount

    def rows(self, sql: str, *values: Value) -> Iterable[Row]:
        """Every row, read as it is asked for."""
        return self._connection.execute(sql, values)

    def one(self, sql: str, *values: Value) -> Row | None:
        """The first row, or None."""
        row: Row | None = self._connection.execute(sql, values).fetchone()
        return row


class SqliteDatabase:
    """A file, named in messages as `name`; threads take turns."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection, self._name = connection, name
        self._turn = threading.RLock()

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Do `work` in one durable transaction."""
        try:
            with self._turn, self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                return work(SqliteTransaction(self._connection))
        except sqlite3.IntegrityError as error:
            raise Violation(str(error)) from error
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def look(self, work: Callable[[Transaction], T]) -> T:
        """Do `work`, which only reads."""
        try:
            with self._turn:
                return work(SqliteTransaction(self._connection))
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _failed(self, error: sqlite3.Error) -> StoreFailed:
        # After a failed write nobody knows what the disk holds: stop, never try the sync again.
        msg = (
            f"the state {self._name} cannot be used: {error}. Nothing more is sent.\n"
            "Mend the disk (space, permissions), then run the same command again."
        )
        return StoreFailed(msg)
