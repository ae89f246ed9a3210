"""The port to a database: SQL is written once, in one dialect with `?` for values."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias, TypeVar

from turkform.core.errors import TurkformError

Value: TypeAlias = int | str | bytes | None
# A column's type is known by the schema only, so rows are typed where a reader takes them apart.
Row: TypeAlias = tuple[Any, ...]
T = TypeVar("T")


class Violation(Exception):
    """The database refused a statement by a constraint or a guard of the schema."""


class StoreFailed(TurkformError):
    """The store cannot be read or written; what was not acknowledged may not be there."""


class Transaction(Protocol):
    """Statements that happen together or not at all."""

    def execute(self, sql: str, *values: Value) -> int:
        """Run one statement and return how many rows it touched; may raise `Violation`."""
        ...

    def rows(self, sql: str, *values: Value) -> Iterable[Row]:
        """Every row of a query."""
        ...

    def one(self, sql: str, *values: Value) -> Row | None:
        """The first row of a query, or None."""
        ...


class Database(Protocol):
    """One campaign's tables; anything but a `Violation` goes wrong with `StoreFailed`."""

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Do `work` in one durable transaction; it may be run again where the database asks
        for that, so it must have no other effects."""
        ...

    def look(self, work: Callable[[Transaction], T]) -> T:
        """Do `work`, which only reads."""
        ...
