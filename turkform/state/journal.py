"""The journal: what every transaction wrote, chained by hashes (reliability reference 3.2).

An entry holds the statements themselves, so the tables can be made again from it: that is how
`verify` finds an edit behind turkform's back, and how a store without a database keeps its state.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from turkform.state.database import Row, Transaction, Value

GENESIS = "0" * 64
# An entry of 100,000 adopted objects has 60 MB; a few kilobytes that swell past this are an attack.
MAX_ENTRY = 1 << 29
_LAST = "SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1"
_FROM = "SELECT n, epoch, at, statements, prev_hash, hash FROM journal WHERE n >= ? ORDER BY n"
_ROW_ACTIONS = frozenset({
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE,
    sqlite3.SQLITE_DELETE, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION,
})  # fmt: skip
Statement = tuple[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction; `statements` is as `packed` makes it."""

    n: int
    epoch: int
    at: str
    statements: bytes
    prev_hash: str
    hash: str

    def expected_hash(self) -> str:
        """What `hash` must be."""
        return _hash(self.n, self.epoch, self.at, self.statements, self.prev_hash)


class Recording:
    """A transaction that remembers what it wrote."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.statements: list[Statement] = []

    def execute(self, sql: str, *values: Value) -> int:
        """Run one statement and return how many rows it touched."""
        self.statements.append((sql, values))
        return self._tx.execute(sql, *values)

    def rows(self, sql: str, *values: Value) -> Iterable[Row]:
        """Every row of a query."""
        return self._tx.rows(sql, *values)

    def one(self, sql: str, *values: Value) -> Row | None:
        """The first row of a query, or None."""
        return self._tx.one(sql, *values)


def append(recording: Recording, epoch: int, at: datetime) -> Entry:
    """End a transaction by chaining what it wrote to what was written before."""
    last = recording.one(_LAST)
    n, before = (int(last[0]) + 1, str(last[1])) if last else (0, GENESIS)
    statements, moment = packed(recording.statements), at.isoformat()
    entry = Entry(n, epoch, moment, statements, before, _hash(n, epoch, moment, statements, before))
    write(recording, entry)
    return entry


def write(tx: Transaction, entry: Entry) -> None:
    """Store an entry."""
    tx.execute(
        "INSERT INTO journal (n, epoch, at, statements, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?)",
        entry.n, entry.epoch, entry.at, entry.statements, entry.prev_hash, entry.hash,
    )  # fmt: skip


def entries(tx: Transaction, first: int = 0) -> Iterator[Entry]:
    """Every entry from number `first` on, in order."""
    for n, epoch, at, statements, prev_hash, own in tx.rows(_FROM, first):
        written = statements.encode() if isinstance(statements, str) else bytes(statements)
        yield Entry(n, epoch, at, written, prev_hash, own)


def broken_link(chain: Iterable[Entry]) -> str:
    """What is wrong with the chain; empty when nothing is."""
    before, expected = GENESIS, 0
    for entry in chain:
        if entry.n != expected:
            return f"the journal's entry {expected} is missing"
        if entry.prev_hash != before:
            return f"the journal's entry {entry.n} does not follow the one before it"
        if entry.hash != entry.expected_hash():
            return f"the journal's entry {entry.n} was changed"
        before, expected = entry.hash, expected + 1
    return "" if expected else "the journal is empty"


def packed(statements: Iterable[Statement]) -> bytes:
    """Statements as compressed JSON, in which each text of SQL stands once."""
    numbers: dict[str, int] = {}
    done = [[numbers.setdefault(sql, len(numbers)), *values] for sql, values in statements]
    document = {"sql": list(numbers), "do": done}
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return zlib.compress(text.encode("utf-8", errors="surrogatepass"), level=1)


def unpacked(statements: bytes) -> Iterator[Statement]:
    """The statements of `packed`; `zlib.error` or `ValueError` where they are none."""
    text = inflated(statements, MAX_ENTRY).decode("utf-8", errors="surrogatepass")
    document = json.loads(text)
    for number, *values in document["do"]:
        yield document["sql"][number], tuple(values)


def inflated(data: bytes, limit: int) -> bytes:
    """What was compressed; `ValueError` past `limit` bytes, before they are in memory."""
    stream = zlib.decompressobj()
    whole = stream.decompress(data, limit)
    if stream.unconsumed_tail:
        msg = f"it swells to more than {limit:,} bytes"
        raise ValueError(msg)
    if not stream.eof:
        msg = "it is cut off"
        raise ValueError(msg)
    return whole


def perform(entry: Entry, connection: sqlite3.Connection) -> None:
    """Do again what an entry wrote. Whoever can write a journal can write any SQL into it: only
    what changes rows of the connection's own tables is done; `sqlite3.Error` for all else."""
    connection.set_authorizer(_only_rows)
    try:
        for sql, values in unpacked(entry.statements):
            connection.execute(sql, values)
    finally:
        connection.set_authorizer(None)


def _only_rows(action: int, first: str | None, *_: str | None) -> int:
    own = action in _ROW_ACTIONS and not (first or "").startswith("sqlite_")
    return sqlite3.SQLITE_OK if own else sqlite3.SQLITE_DENY


def _hash(n: int, epoch: int, at: str, statements: bytes, prev_hash: str) -> str:
    head = f"{n}\0{epoch}\0{at}\0{prev_hash}\0".encode()
    return hashlib.sha256(head + statements).hexdigest()
