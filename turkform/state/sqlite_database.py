"""The database port on one SQLite connection."""

import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from turkform.state.database import Row, Transaction, Value, Violation
from turkform.state.opening import overtaken
from turkform.state.sqlite_errors import damaged, failed

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
    """A file; threads take turns.

    `current` tells whether it is the state yet: a takeover puts another file in its place. Nothing
    is written before it was asked, and nothing counts as written unless it still holds afterwards.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, current: Callable[[], bool] = lambda: True
    ) -> None:
        self._connection, self._path, self._current = connection, path, current
        self._turn = threading.RLock()

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Do `work` in one durable transaction."""
        with self._turn:
            self._stand()
            try:
                with self._connection:
                    self._connection.execute("BEGIN IMMEDIATE")
                    result = work(SqliteTransaction(self._connection))
            except sqlite3.IntegrityError as error:
                if "journal." in str(error):  # its numbers and hashes are of our own making
                    raise damaged(self._path, ValueError(str(error))) from error
                raise Violation(str(error)) from error
            except sqlite3.Error as error:
                self._stand()
                raise failed(self._path, error) from error
            except ValueError as error:
                raise damaged(self._path, error) from error
            self._stand()
        return result

    def look(self, work: Callable[[Transaction], T]) -> T:
        """Do `work`, which only reads."""
        with self._turn:
            # In a file that is not the state any more SQLite would meet the other one's journal.
            self._stand()
            try:
                return work(SqliteTransaction(self._connection))
            except sqlite3.Error as error:
                raise failed(self._path, error) from error
            except ValueError as error:
                raise damaged(self._path, error) from error

    def _stand(self) -> None:
        if not self._current():
            raise overtaken()
