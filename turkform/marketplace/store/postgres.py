"""PostgreSQL: for a marketplace that several processes serve.

Writers take turns behind one advisory lock, as they do in SQLite. A marketplace writes little
and briefly, and taking turns makes row numbers appear in the order of their commits, so that a
page never misses a row that was numbered earlier and committed later. Readers wait for nobody.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final, TypeAlias

import psycopg
from psycopg.rows import dict_row

from turkform.marketplace.store.database import (
    NO_PARAMS,
    Database,
    Params,
    Row,
    Transaction,
    schema_statements,
    table_names,
)

Connection: TypeAlias = psycopg.Connection[Row]

SERIAL: Final = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
# any number that other programs in the same database are unlikely to choose: "turkform" in ASCII
WRITERS: Final = 0x7475726B666F726D
# a process that was stopped in the middle of a transaction must not keep all others waiting
STALLED_MS: Final = 60_000
_TAKE_TURN: Final = f"SELECT pg_advisory_xact_lock({WRITERS})"
_SNAPSHOT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_PARAMETER: Final = re.compile(r"(?<!:):([a-z_0-9]+)")


@lru_cache(maxsize=1024)
def translated(sql: str) -> bytes:
    """Return a statement with `:named` parameters in the form that psycopg reads."""
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%")).encode()


class PostgresTransaction(Transaction):
    """Statements on one connection of the pool."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, params: Params = NO_PARAMS) -> int:
        """Run one statement and return how many rows it touched."""
        return self._connection.execute(translated(sql), _adapted(params)).rowcount

    def execute_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement for each set of parameters."""
        with self._connection.cursor() as cursor:
            cursor.executemany(translated(sql), [_adapted(row) for row in rows])

    def one(self, sql: str, params: Params = NO_PARAMS) -> Row | None:
        """Return the first row, or None."""
        return self._connection.execute(translated(sql), _adapted(params)).fetchone()

    def all(self, sql: str, params: Params = NO_PARAMS) -> list[Row]:
        """Return every row."""
        return self._connection.execute(translated(sql), _adapted(params)).fetchall()


class PostgresDatabase(Database):
    """One schema of a PostgreSQL database, shared by threads and processes."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool_lock = threading.Lock()
        self._idle: list[Connection] = []
        self._closed = False
        with self.transaction() as tx:
            if not all(_is_there(tx, name) for name in table_names()):
                for statement in schema_statements(SERIAL):
                    tx.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin to write when every other writer, here or in another process, has ended."""
        with self._begun("BEGIN", _TAKE_TURN) as connection:
            yield PostgresTransaction(connection)
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Begin to read the state of this moment."""
        with self._begun(_SNAPSHOT) as connection:
            yield PostgresTransaction(connection)
            connection.execute("ROLLBACK")

    def retry(self, error: Exception) -> bool:
        """Tell whether the database undid the transaction for another one's sake."""
        return isinstance(
            error, psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected
        )

    def close(self) -> None:
        """Close every connection that is not in use."""
        with self._pool_lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def empty(self) -> None:
        """Remove every table of the marketplace and all that is in them."""
        with self.transaction() as tx:
            for table in table_names():
                tx.execute(f"DROP TABLE IF EXISTS {table}")

    @contextmanager
    def _begun(self, *statements: str) -> Iterator[Connection]:
        connection = self._begin(statements)
        try:
            yield connection
        except BaseException:
            # closing undoes whatever was begun, even when the connection is what failed
            connection.close()
            raise
        self._give_back(connection)

    def _begin(self, statements: tuple[str, ...]) -> Connection:
        """Begin on an idle connection; one that died while idle is dropped for the next."""
        while True:
            with self._pool_lock:
                connection = self._idle.pop() if self._idle else None
            fresh = connection is None
            connection = connection or self._connect()
            try:
                for statement in statements:
                    connection.execute(statement.encode())
            except psycopg.OperationalError:
                connection.close()
                if fresh:
                    raise
            else:
                return connection

    def _give_back(self, connection: Connection) -> None:
        with self._pool_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> Connection:
        connection = psycopg.connect(self._url, autocommit=True, row_factory=dict_row)
        connection.execute(f"SET idle_in_transaction_session_timeout = {STALLED_MS}".encode())
        return connection


def _is_there(tx: Transaction, table: str) -> bool:
    row = tx.one("SELECT to_regclass(:name) AS made", {"name": table})
    return row is not None and row["made"] is not None


def _adapted(params: Params) -> dict[str, int | str | None]:
    """Flags are numbers in the schema, and PostgreSQL does not take one for the other."""
    return {
        name: int(value) if isinstance(value, bool) else value for name, value in params.items()
    }
