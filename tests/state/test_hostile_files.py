"""State files that somebody made or changed: bad inputs 55 to 59."""

import json
import random
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.state.worlds import BINDING, creation, done, utc_now
from turkform.core.errors import TurkformError
from turkform.state.journal import Entry, broken_link, inflated, packed, unpacked
from turkform.state.sqlite import SqliteStore

PAGE = 4_096
AT = datetime(2026, 11, 24, tzinfo=UTC).isoformat()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A state with one effect that was done."""
    path = tmp_path / "study.db"
    with store(path).writing("apply") as session:
        [intent] = session.claim([creation()])
        session.record([done(intent.intent_id)], [])
    return path


def store(path: Path) -> SqliteStore:
    return SqliteStore(path, BINDING, utc_now)


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def complaints(path: Path) -> Sequence[str]:
    """What the store says of the file when it is written into, and when it is verified."""
    try:
        with store(path).writing("apply") as session:
            list(session.resources())
    except TurkformError as error:
        return [str(error)]
    # Flipped was a value that only the journal remembers rightly, or that nothing depends on.
    return store(path).verify()


def words(message: str) -> bool:
    """Whether a message says what to do, or where the state belongs."""
    expected = ("Restore", "belongs to", "behind turkform's back", "chmod", "run the same command")
    return any(text in message for text in expected)


def test_bad_input_55_a_flipped_bit_in_any_page_is_survived_with_a_message_or_found(
    file: Path,
) -> None:
    whole, chance = file.read_bytes(), random.Random(55)
    for page in range(len(whole) // PAGE):
        used = [n for n in range(page * PAGE, (page + 1) * PAGE) if whole[n]]
        for place in chance.sample(used, min(4, len(used))):
            flipped = bytearray(whole)
            flipped[place] ^= 1 << chance.randrange(8)
            file.write_bytes(flipped)
            assert all(words(message) for message in complaints(file)), place
    file.write_bytes(whole)
    assert store(file).verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER INSERT ON attempts BEGIN DELETE FROM used_plans; END",
        "CREATE VIEW evil AS SELECT * FROM resources",
        "CREATE TABLE evil (x)",
        "DROP TRIGGER fence_attempts",
        "DROP INDEX one_live_intent",
    ],
)
def test_bad_input_56_a_state_with_another_trigger_view_or_table_is_not_used(
    file: Path, statement: str
) -> None:
    change(file, statement)
    before = file.read_bytes()
    with (
        pytest.raises(TurkformError, match="other tables or guards"),
        store(file).writing("apply"),
    ):
        pass
    assert file.read_bytes() == before


def test_bad_input_56_a_view_in_the_place_of_a_table_is_never_asked(file: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    change(file, "DROP TABLE meta", f"CREATE VIEW meta (format) AS {endless}")
    with pytest.raises(TurkformError, match="says nothing of itself"), store(file).reading():
        pass


def test_bad_input_58_an_entry_that_swells_is_refused_before_it_is_in_memory() -> None:
    bomb = zlib.compress(bytes(10_000_000))
    with pytest.raises(ValueError, match="swells to more than"):
        inflated(bomb, 1_000_000)


def test_bad_input_58_an_entry_that_is_cut_off_is_refused() -> None:
    with pytest.raises(ValueError, match="is cut off"):
        inflated(zlib.compress(b"x" * 1_000)[:-5], 10_000)


def linked(count: int) -> list[Entry]:
    chain: list[Entry] = []
    for n in range(count):
        before = chain[-1].hash if chain else "0" * 64
        entry = Entry(n, 1, AT, packed([(f"UPDATE meta SET serial = {n}", ())]), before, "")
        chain.append(replace(entry, hash=entry.expected_hash()))
    return chain


def test_a_journal_as_it_was_written_has_no_broken_link() -> None:
    assert broken_link(linked(5)) == ""


def fork(chain: list[Entry]) -> list[Entry]:
    other = replace(chain[2], statements=packed([("UPDATE meta SET serial = 99", ())]))
    return [*chain[:2], replace(other, hash=other.expected_hash()), *chain[3:]]


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda c: [*c[:2], *c[3:]], "entry 2 is missing"),
        (lambda c: [c[0], c[2], c[1], *c[3:]], "entry 1 is missing"),
        (fork, "entry 3 does not follow"),
        (lambda c: [*c[:3], replace(c[3], epoch=9), c[4]], "entry 3 was changed"),
        (lambda _: [], "is empty"),
    ],
    ids=["gap", "swapped", "fork", "changed", "empty"],
)
def test_bad_input_59_a_journal_with_a_gap_a_fork_or_swapped_entries_is_named(
    spoil: Callable[[list[Entry]], list[Entry]], found: str
) -> None:
    assert found in broken_link(spoil(linked(5)))


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE '{target}' AS stolen",
        "VACUUM INTO '{target}'",
        "PRAGMA journal_mode = OFF",
        "CREATE TRIGGER evil AFTER INSERT ON attempts BEGIN DELETE FROM used_plans; END",
        "DELETE FROM sqlite_master",
    ],
)
def test_a_journal_whose_statements_do_more_than_change_rows_is_not_performed(
    file: Path, tmp_path: Path, statement: str
) -> None:
    target = tmp_path / "stolen.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        row = connection.execute("SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1").fetchone()
        body = packed([(statement.format(target=target), ())])
        forged = Entry(row[0] + 1, 1, AT, body, row[1], "")
        connection.execute(
            "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)",
            (forged.n, 1, AT, body, row[1], forged.expected_hash()),
        )
    assert "the journal cannot be replayed" in store(file).verify()[0]
    assert not target.exists()


def test_statements_that_were_packed_come_back_as_they_were() -> None:
    done = [("UPDATE a SET b = ?", ("\ud800", 1, None))]
    assert list(unpacked(packed(done))) == done
    assert json.dumps(done)
