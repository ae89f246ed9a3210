"""The port to a database: transactions that run one dialect of SQL with `:named` parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

Value: TypeAlias = bool | int | str | None
Params: TypeAlias = Mapping[str, Value]
# A column's type is known by the schema only, so rows are typed where a repository reads them.
Row: TypeAlias = dict[str, Any]

NO_PARAMS: Final[Params] = {}


class Transaction(Protocol):
    """Statements that happen together or not at all."""

    def execute(self, sql: str, params: Params = NO_PARAMS) -> int:
        """Run one statement and return how many rows it touched."""
        ...

    def execute_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement for each set of parameters."""
        ...

    def one(self, sql: str, params: Params = NO_PARAMS) -> Row | None:
        """Return the first row, or None."""
        ...

    def all(self, sql: str, params: Params = NO_PARAMS) -> list[Row]:
        """Return every row."""
        ...


class Database(Protocol):
    """A store that any number of threads, and perhaps processes, use at once."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin to write, alone, in every process: what is read here stays so until the end.

        Commits at the end of the block, rolls back on an exception.
        """
        ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """Begin to read one consistent state; nothing may be written."""
        ...

    def retry(self, error: Exception) -> bool:
        """Tell whether a transaction that failed with `error` would be worth repeating."""
        ...

    def close(self) -> None:
        """Give every connection back; the object is of no use afterwards."""
        ...


def containing(text: str) -> str:
    """Return the pattern of `lower(…) LIKE :pattern ESCAPE '!'` that means: has this text in it."""
    plain = re.sub("[!%_]", lambda found: f"!{found[0]}", text.lower())
    return f"%{plain}%" if plain else ""


def table_names() -> list[str]:
    """Return the names of the schema's tables."""
    return re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", "\n".join(schema_statements("")))


def schema_statements(serial: str) -> list[str]:
    """Return the statements that make the schema; `serial` is the row number's column type."""
    text = (Path(__file__).parent / "schema.sql").read_text().replace("{serial}", serial)
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("--")]
    return [one.strip() for one in "\n".join(lines).split(";") if one.strip()]
