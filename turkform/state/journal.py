"""The journal: what every transaction wrote, chained by hashes (reliability reference 3.2).

An entry holds the statements themselves, so the tables can be made again from it: that is how
`verify` finds an edit behind turkform's back, and how a store without a database keeps its state.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from turkform.state.database import Row, Transaction, Value

GENESIS = "0" * 64
_LAST = "SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1"
_FROM = "SELECT n, epoch, at, statements, prev_hash, hash FROM journal WHERE n >= ? ORDER BY n"
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
    """The statements of `packed`."""
    document = json.loads(zlib.decompress(statements).decode("utf-8", errors="surrogatepass"))
    for number, *values in document["do"]:
        yield document["sql"][number], tuple(values)


def _hash(n: int, epoch: int, at: str, statements: bytes, prev_hash: str) -> str:
    head = f"{n}\0{epoch}\0{at}\0{prev_hash}\0".encode()
    return hashlib.sha256(head + statements).hexdigest()
