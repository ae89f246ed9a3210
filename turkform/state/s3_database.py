"""The database port on write-once objects: a transaction is an entry that only one writer can add.

The tables are made from the journal in memory; a cache file and snapshots save reading it all. The
number of the next entry is the lock: of two writers that add the same one, the bucket refuses one.
"""

import base64
import json
import secrets
import sqlite3
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from turkform.core.errors import Stale
from turkform.state.bucket import Bucket, Object, Taken
from turkform.state.database import StoreFailed, Transaction, Violation
from turkform.state.journal import GENESIS, Entry, entries, inflated, perform, write
from turkform.state.opening import schema
from turkform.state.places import died, this_place
from turkform.state.sqlite_database import SqliteTransaction

T = TypeVar("T")
SNAPSHOT_EVERY = 200
_MAX_SNAPSHOT = 1 << 31


class S3Database:
    """One campaign's tables. `fresh` looks into the bucket before every question."""

    def __init__(self, bucket: Bucket, cache: Path, *, fresh: bool = False) -> None:
        self._bucket, self._cache, self._fresh = bucket, cache, fresh
        self._turn = threading.RLock()
        self._last: Object | None = None
        self._memory = self._opened()
        self.catch_up()

    def close(self) -> None:
        """Keep what was read for the next run."""
        with suppress(OSError):  # a cache that cannot be kept costs time, nothing else
            _keep(self._cache, self._memory.serialize())
        self._memory.close()

    @property
    def empty(self) -> bool:
        """Whether there is no state yet."""
        return self._head()[0] < 0

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Do `work`, and add what it wrote to the journal; `Stale` when another run was first."""
        with self._turn:
            before, _ = self._head()
            try:
                with self._memory:
                    self._memory.execute("BEGIN IMMEDIATE")
                    result = work(SqliteTransaction(self._memory))
                    self._add(before + 1)
            except sqlite3.IntegrityError as error:
                raise Violation(str(error)) from error
            except sqlite3.Error as error:
                raise self._broken(str(error)) from error
            self._snapshot(before)
        return result

    def look(self, work: Callable[[Transaction], T]) -> T:
        """Do `work`, which only reads."""
        with self._turn:
            if self._fresh:
                self.catch_up()
            return work(SqliteTransaction(self._memory))

    def mine(self) -> bool:
        """Whether nobody has written since; asks the bucket, many threads at a time."""
        while True:
            with self._turn:
                following = self._head()[0] + 1
            if self._bucket.get(_key(following)) is None:
                return True
            with self._turn:
                if self._head()[0] < following:  # else we have written it meanwhile
                    return False

    def abandoned(self, lease: timedelta) -> bool:
        """Whether the last writer is surely dead, or silent for longer than a lease."""
        last = self._last or self._bucket.get(_key(self._first_of_last()))
        if last is None:
            return True
        silent = last.read_at - last.written_at
        return silent > lease or died(json.loads(last.body)["place"])

    def catch_up(self) -> None:
        """Read the entries that others have added."""
        with self._turn:
            while (found := self._bucket.get(_key(self._head()[0] + 1))) is not None:
                self._replay(found)
                self._last = found

    def _opened(self) -> sqlite3.Connection:
        """From the cache, when it is a beginning of this journal; else from the last snapshot."""
        for source in (self._from_cache, self._from_snapshot):
            memory = source()
            if memory is not None and self._belongs(memory):
                return memory
        memory = _memory()
        memory.executescript(schema("sqlite"))
        return memory

    def _from_cache(self) -> sqlite3.Connection | None:
        with suppress(OSError, sqlite3.Error):
            return _deserialized(self._cache.read_bytes())
        return None

    def _from_snapshot(self) -> sqlite3.Connection | None:
        newest = max(self._bucket.keys("snapshot/"), default="")
        found = self._bucket.get(newest) if newest else None
        with suppress(zlib.error, ValueError, sqlite3.Error):
            return _deserialized(inflated(found.body, _MAX_SNAPSHOT)) if found else None
        return None

    def _belongs(self, memory: sqlite3.Connection) -> bool:
        """Its last entry is the bucket's entry of that number, or the end of the one before."""
        try:
            n, own, first = _tail(memory)
        except sqlite3.Error:
            n, own, first = -1, "", 0
        found = self._bucket.get(_key(first)) if n >= 0 else None
        if found is not None and any(entry.hash == own for entry in _entries(found)):
            self._last = found
            return True
        memory.close()
        return False

    def _head(self) -> tuple[int, str]:
        row = self._memory.execute("SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1").fetchone()
        return (int(row[0]), str(row[1])) if row else (-1, GENESIS)

    def _first_of_last(self) -> int:
        return _tail(self._memory)[2]

    def _add(self, first: int) -> None:
        """One object for all that the transaction wrote, named by its first entry."""
        tx = SqliteTransaction(self._memory)
        added = list(entries(tx, first))
        if not added:
            return
        self._memory.execute("UPDATE objects SET first = ?", (first,))
        try:
            self._bucket.put_once(_key(first), _body(added))
        except Taken as error:
            msg = "another run has taken over the state; nothing more is sent"
            raise Stale(msg) from error

    def _replay(self, found: Object) -> None:
        try:
            with self._memory:
                self._memory.execute("BEGIN IMMEDIATE")
                tx = SqliteTransaction(self._memory)
                added = _entries(found)
                for entry in added:
                    n, before = self._head()
                    if (entry.n, entry.prev_hash, entry.hash) != (
                        n + 1, before, entry.expected_hash(),
                    ):  # fmt: skip
                        raise self._broken(f"entry {n + 1} does not follow the one before it")
                    perform(entry, self._memory)
                    write(tx, entry)
                self._memory.execute("UPDATE objects SET first = ?", (added[0].n,))
        except (sqlite3.Error, ValueError, KeyError, IndexError, zlib.error) as error:
            raise self._broken(str(error)) from error

    def _snapshot(self, before: int) -> None:
        n, _ = self._head()
        if n // SNAPSHOT_EVERY > max(before, 0) // SNAPSHOT_EVERY:
            with suppress(Taken):
                key = f"snapshot/{n:012d}.db.z"
                self._bucket.put_once(key, zlib.compress(self._memory.serialize(), level=1))

    def _broken(self, why: str) -> StoreFailed:
        return StoreFailed(
            f"the journal of {self._bucket.name} cannot be read: {why}.\n"
            "Restore the objects of its prefix from the bucket's versions."
        )


def _memory() -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    memory.execute("PRAGMA foreign_keys = ON")
    # Which object holds the last entry; not part of the state, so the journal knows nothing of it.
    memory.execute("CREATE TABLE IF NOT EXISTS objects (one PRIMARY KEY CHECK (one = 1), first)")
    memory.execute("INSERT OR IGNORE INTO objects VALUES (1, 0)")
    memory.commit()
    return memory


def _deserialized(data: bytes) -> sqlite3.Connection:
    memory = _memory()
    memory.deserialize(data)
    memory.execute("PRAGMA foreign_keys = ON")
    return memory


def _tail(memory: sqlite3.Connection) -> tuple[int, str, int]:
    row = memory.execute("SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1").fetchone()
    [first] = memory.execute("SELECT first FROM objects").fetchone()
    return (int(row[0]), str(row[1]), int(first)) if row else (-1, GENESIS, 0)


def _key(n: int) -> str:
    return f"journal/{n:012d}.json"


def _body(added: list[Entry]) -> bytes:
    document = {
        "nonce": secrets.token_hex(16),
        "place": this_place(),
        "entries": [
            [entry.n, entry.epoch, entry.at, base64.b64encode(entry.statements).decode(),
             entry.prev_hash, entry.hash]
            for entry in added
        ],
    }  # fmt: skip
    return json.dumps(document, separators=(",", ":")).encode()


def _entries(found: Object) -> list[Entry]:
    return [
        Entry(n, epoch, at, base64.b64decode(statements), prev_hash, own)
        for n, epoch, at, statements, prev_hash, own in json.loads(found.body)["entries"]
    ]


def _keep(cache: Path, data: bytes) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = cache.with_name(f".{cache.name}.{secrets.token_hex(8)}")
    try:
        draft.touch(mode=0o600)
        draft.write_bytes(data)
        draft.replace(cache)
    finally:
        draft.unlink(missing_ok=True)
