"""Writing tables: CSV, JSON Lines, JSON, Parquet."""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, TypeAlias

from turkform.core.errors import TurkformError
from turkform.core.json_types import JsonObject

Cell: TypeAlias = str | int | None
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")


def write_csv(file: IO[str], columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> None:
    """A header and rows; cells that a spreadsheet would run as a formula get an apostrophe."""
    writer = csv.writer(file)
    writer.writerow([safe_cell(name) for name in columns])
    for row in rows:
        writer.writerow([safe_cell(row.get(name)) for name in columns])


def safe_cell(value: Cell) -> str:
    """Text that no spreadsheet takes for a formula; workers wrote some of it."""
    text = "" if value is None else str(value)
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def write_json_lines(file: IO[str], records: Iterable[JsonObject]) -> None:
    """One object per line."""
    file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in records)


def write_json(file: IO[str], records: Iterable[JsonObject]) -> None:
    """A list of objects."""
    file.write(json.dumps(list(records), indent=2, ensure_ascii=False) + "\n")


def write_parquet(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> None:
    """One column per name: whole numbers as int64, everything else as text."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        msg = "Parquet needs pyarrow: pip install 'turkform[analysis]'"
        raise TurkformError(msg) from None
    cells = list(rows)
    arrays = {name: [row.get(name) for row in cells] for name in columns}
    types = {name: pa.int64() if _whole(values) else pa.string() for name, values in arrays.items()}
    made = {name: pa.array(values, types[name]) for name, values in arrays.items()}
    pq.write_table(pa.table(made), path)


def _whole(values: Sequence[Cell]) -> bool:
    return bool(values) and all(isinstance(value, int) for value in values)
