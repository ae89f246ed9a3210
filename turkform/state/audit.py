"""Compares a state with its own journal."""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing

from turkform.state.database import Row, Transaction
from turkform.state.journal import broken_link, entries, perform
from turkform.state.opening import schema

_SHOWN = 5


def audit(tx: Transaction) -> Sequence[str]:
    """What is wrong with the tables, in words; nothing when they are what the journal made."""
    broken = broken_link(entries(tx))
    if broken:
        return [f"{broken}. Restore the state from a backup."]
    with closing(sqlite3.connect(":memory:")) as memory:
        try:
            replay(tx, memory)
        except (sqlite3.Error, zlib.error, ValueError, KeyError, IndexError) as error:
            return [f"the journal cannot be replayed: {error}. Restore the state from a backup."]
        return [
            finding
            for table, key in _tables(memory)
            for finding in _compare(tx, memory, table, key)
        ]


def replay(tx: Transaction, into: sqlite3.Connection) -> None:
    """Make the tables again from the journal of `tx`."""
    into.executescript(schema("sqlite"))
    for entry in entries(tx):
        perform(entry, into)


def _tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every table but the journal, with its primary key."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'journal' ORDER BY name"
    ).fetchall()
    return [(name, _key(connection, name)) for (name,) in names]


def _key(connection: sqlite3.Connection, table: str) -> str:
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    keys = sorted((place, name) for _, name, _, _, _, place in columns if place)
    return ", ".join(name for _, name in keys)


def _compare(tx: Transaction, memory: sqlite3.Connection, table: str, key: str) -> Sequence[str]:
    columns = [row[1] for row in memory.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(columns)
    query = f"SELECT {key}, {names} FROM {table}"  # noqa: S608 - names from our own schema
    width = key.count(",") + 1
    mine = _keyed(memory.execute(query).fetchall(), width)
    theirs = _keyed(tx.rows(query), width)
    wrong = [
        f"{table}: {', '.join(map(str, which))} {_how(which, mine, theirs)}"
        for which in sorted({*mine, *theirs}, key=str)
        if mine.get(which) != theirs.get(which)
    ]
    more = [f"{table}: {len(wrong) - _SHOWN} more"] if len(wrong) > _SHOWN else []
    return [*wrong[:_SHOWN], *more]


def _keyed(rows: Iterable[Row], width: int) -> dict[Row, Row]:
    return {tuple(row[:width]): tuple(row[width:]) for row in rows}


def _how(which: Row, mine: dict[Row, Row], theirs: dict[Row, Row]) -> str:
    if which not in mine:
        return "was put in behind turkform's back"
    if which not in theirs:
        return "was taken out behind turkform's back"
    return "was changed behind turkform's back"
