"""Rows of data that HITs are made from: CSV, JSON Lines or inline, with a unique key column."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from pydantic import ConfigDict, Field, model_validator

from turkform.config.campaign import Row
from turkform.config.values import FilePath, Spec, Text
from turkform.core.diagnostics import nearest

MAX_ROWS = 1_000_000
MAX_FIELD = 131_072
MAX_COLUMNS = 1_000
MAX_KEY = 200


class RowsInvalid(ValueError):
    """A row cannot be used; `number` counts data rows from 1, 0 is the file as a whole."""

    def __init__(self, message: str, number: int = 0) -> None:
        self.number = number
        super().__init__(f"row {number}: {message}" if number else message)


class ForEach(Spec):
    """Where the rows are, and which column names them."""

    csv: FilePath | None = None
    jsonl: FilePath | None = None
    rows: tuple[dict[str, Text], ...] | None = None
    key: Text = Field(min_length=1)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(source is not None for source in (self.csv, self.jsonl, self.rows)) != 1:
            msg = "expected exactly one of csv:, jsonl: and rows:"
            raise ValueError(msg)
        return self


class ListFile(Spec):
    """A list made elsewhere: whom a rule concerns is named by the column `key`."""

    # Rules fill in a missing key column: the schema must not demand it.
    model_config = ConfigDict(json_schema_extra={"required": ["file"]})

    file: FilePath
    key: Text = Field(min_length=1)


def read_rows(source: ForEach, data: bytes) -> tuple[list[Row], list[RowsInvalid]]:
    """All usable rows, and what is wrong with the others; `data` is the file's content."""
    try:
        if source.csv is not None:
            records: Iterator[Mapping[str, str]] = _csv(data)
        elif source.jsonl is not None:
            records = _jsonl(data)
        else:
            records = iter(source.rows or ())
        return keyed(_with_column(records, source.key), source.key)
    except RowsInvalid as error:
        return [], [error]


def _with_column(records: Iterator[Mapping[str, str]], key: str) -> Iterator[Mapping[str, str]]:
    """Says once what the first row lacks, and not for each of thousands."""
    first = next(records, None)
    if first is None:
        return
    if key not in first:
        found = ", ".join(first)[:200]
        close = nearest(key, first)
        hint = f" {close}" if close.startswith("Did") else ""
        msg = f"there is no column {key!r}; the columns are {found}.{hint}"
        if len(first) == 1 and ";" in found:
            msg = f"cells are separated by semicolons; save the file with commas (found {found!r})"
        raise RowsInvalid(msg)
    yield first
    yield from records


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = f'line {line} is not UTF-8; in Excel, save as "CSV UTF-8 (comma delimited)"'
        raise RowsInvalid(msg) from error
    if "\x00" in text:
        msg = "the file contains a NUL character"
        raise RowsInvalid(msg)
    return text


def _csv(data: bytes) -> Iterator[Mapping[str, str]]:
    reader = csv.reader(io.StringIO(_decoded(data), newline=""), strict=True)
    number = 0
    try:
        header = next(reader, [])
        _check_header(header)
        for number, cells in enumerate(reader, 1):
            if not cells:
                continue
            if len(cells) != len(header):
                msg = f"has {len(cells)} cells, the header has {len(header)}"
                raise RowsInvalid(msg, number)
            yield dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise RowsInvalid(str(error), number + 1) from error


def _check_header(header: Sequence[str]) -> None:
    if not header:
        msg = "the file has no header row"
        raise RowsInvalid(msg)
    if len(header) > MAX_COLUMNS:
        msg = f"{len(header)} columns; at most {MAX_COLUMNS} are read"
        raise RowsInvalid(msg)
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        msg = f"the column {twice[0]!r} stands twice in the header"
        raise RowsInvalid(msg)


def _jsonl(data: bytes) -> Iterator[Mapping[str, str]]:
    for number, line in enumerate(_decoded(data).splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            msg = f"is not JSON: {error}"
            raise RowsInvalid(msg, number) from error
        if not isinstance(record, dict):
            msg = "is not a JSON object"
            raise RowsInvalid(msg, number)
        yield {str(name): _cell(value) for name, value in record.items()}


def _cell(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def keyed(records: Iterator[Mapping[str, str]], key: str) -> tuple[list[Row], list[RowsInvalid]]:
    """Rows with their keys, and what is wrong with the others; `key` names the key column."""
    rows: list[Row] = []
    wrong: list[RowsInvalid] = []
    seen: dict[str, int] = {}
    for number, values in enumerate(records, 1):
        if number > MAX_ROWS:
            msg = f"more than {MAX_ROWS:,} rows"
            raise RowsInvalid(msg)
        try:
            name = _key(values, key, number, seen)
        except RowsInvalid as error:
            wrong.append(error)
            continue
        if _has_surrogates(values):
            wrong.append(RowsInvalid("contains half of a surrogate pair", number))
            continue
        seen[name] = number
        rows.append(Row(name, number, _digest(values), values))
    return rows, wrong


def _has_surrogates(values: Mapping[str, str]) -> bool:
    # isascii is a flag lookup; only other texts are worth encoding.
    texts = (text for pair in values.items() for text in pair if not text.isascii())
    try:
        for text in texts:
            text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _key(values: Mapping[str, str], key: str, number: int, seen: Mapping[str, int]) -> str:
    if key not in values:
        msg = f"has no column {key!r}. {nearest(key, values)}"
        raise RowsInvalid(msg.strip(), number)
    name = values[key]
    if not name or len(name) > MAX_KEY or any(ord(c) < 32 for c in name):
        msg = f"the key {name[:40]!r} is empty, too long or has control characters"
        raise RowsInvalid(msg, number)
    if name in seen:
        msg = f"the key {name!r} was used in row {seen[name]} already"
        raise RowsInvalid(msg, number)
    return name


def _digest(values: Mapping[str, str]) -> str:
    text = "\x1f".join(f"{name}\x1e{value}" for name, value in sorted(values.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
