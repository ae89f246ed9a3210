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
# Spreadsheets skip blanks and quotes before a formula, and take full-width signs for signs.
_FORMULA = re.compile(r"[\t\r\n\x00]|[\s\"\x00]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"-?(\d+([.,]\d+)*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NO_NOTES: Mapping[str, str] = {}


def write_csv(
    file: IO[str],
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Cell]],
    *,
    raw: bool = False,
) -> None:
    """A header and rows; cells that a spreadsheet would run as a formula get an apostrophe, but
    for `raw` ones."""
    shown = _text if raw else safe_cell
    writer = csv.writer(file)
    writer.writerow([shown(name) for name in columns])
    for row in rows:
        writer.writerow([shown(row.get(name)) for name in columns])


def _text(value: Cell) -> str:
    return "" if value is None else str(value)


def safe_cell(value: Cell) -> str:
    """Text that no spreadsheet takes for a formula; workers wrote some of it. Numbers stay."""
    text = _text(value)
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def write_json_lines(file: IO[str], records: Iterable[JsonObject]) -> None:
    """One object per line."""
    file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in records)


def write_json(file: IO[str], records: Iterable[JsonObject]) -> None:
    """A list of objects."""
    file.write(json.dumps(list(records), indent=2, ensure_ascii=False) + "\n")


def write_parquet(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Cell]],
    notes: Mapping[str, str] = _NO_NOTES,
) -> None:
    """One column per name: whole numbers as int64, everything else as text. `notes` are kept in
    the metadata of the schema."""
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
    pq.write_table(pa.table(made).replace_schema_metadata(dict(notes)), path)


def _whole(values: Sequence[Cell]) -> bool:
    return bool(values) and all(isinstance(value, int) for value in values)
