"""The database port on PostgreSQL: a schema of its own per campaign, serializable transactions."""

import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psycopg
from psycopg import errors

from turkform.state.database import Row, StoreFailed, Transaction, Value, Violation

T = TypeVar("T")
_TRIES = 5
_CONNECT_S = 10
_DURABLE = "SET LOCAL synchronous_commit TO on"


class PostgresTransaction:
    """Statements on the connection, which is in a transaction."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, *values: Value) -> int:
        """Run one statement and return how many rows it touched."""
        return self._run(sql, values).rowcount

    def rows(self, sql: str, *values: Value) -> Iterable[Row]:
        """Every row."""
        return self._run(sql, values).fetchall()

    def one(self, sql: str, *values: Value) -> Row | None:
        """The first row, or None."""
        return self._run(sql, values).fetchone()

    def _run(self, sql: str, values: tuple[Value, ...]) -> psycopg.Cursor[Any]:
        text = sql.replace("?", "%s").encode()
        return self._connection.execute(text, values or None)


class PostgresDatabase:
    """One connection and one schema; threads take turns."""

    def __init__(self, url: str, schema: str) -> None:
        self._name, self._schema = shown(url), schema
        self._turn = threading.RLock()
        try:
            # No prepared statements: a pooler may hand each transaction to another backend.
            self._connection = psycopg.connect(
                url, autocommit=True, prepare_threshold=None, connect_timeout=_CONNECT_S
            )
        except psycopg.Error as error:
            msg = f"the state database {self._name} cannot be reached: {error}"
            raise StoreFailed(msg.rstrip()) from error

    def close(self) -> None:
        """Give the connection back; locks were never tied to it."""
        self._connection.close()

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Do `work` in one serializable transaction, again when it met another one."""
        for left in reversed(range(_TRIES)):
            try:
                return self._within("BEGIN ISOLATION LEVEL SERIALIZABLE", work)
            except (errors.SerializationFailure, errors.DeadlockDetected) as error:
                if not left:
                    raise self._failed(error) from error
            except (errors.IntegrityError, errors.RaiseException) as error:
                raise Violation(str(error)) from error
            except psycopg.Error as error:
                raise self._failed(error) from error
        raise AssertionError("unreachable")

    def look(self, work: Callable[[Transaction], T]) -> T:
        """Do `work`, which only reads, on one snapshot."""
        try:
            return self._within("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work)
        except psycopg.Error as error:
            raise self._failed(error) from error

    def _within(self, begin: str, work: Callable[[Transaction], T]) -> T:
        with self._turn:
            # With each transaction, since a pooler may hand it to a backend with other settings.
            settings = (
                f'SET LOCAL search_path TO "{self._schema}"; SET LOCAL synchronous_commit TO on'
            )
            self._connection.execute(f"{begin}; {settings}".encode())
            try:
                result = work(PostgresTransaction(self._connection))
                self._connection.execute("COMMIT")
            except BaseException:
                if not self._connection.closed:
                    self._connection.rollback()
                raise
        return result

    def _failed(self, error: psycopg.Error) -> StoreFailed:
        # A lost connection leaves the last commit in doubt: stop, the next run reads what is there.
        msg = (
            f"the state database {self._name} cannot be used: {error}\nNothing more is sent. "
            "When the database works again, run the same command again."
        )
        return StoreFailed(msg)


def shown(url: str) -> str:
    """A database URL for people: host and database without user, password and parameters."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'local socket'}{parts.path}"
