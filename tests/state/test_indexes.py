"""What each effect and each plan asks of the ledger does not read the whole ledger."""

import sqlite3
from contextlib import closing

import pytest

from turkform.state.opening import schema

ASKED = {
    "in_doubt": "SELECT * FROM intents WHERE status IN ('open', 'uncertain') "
    "ORDER BY created_at, intent_id",
    "tries": "SELECT COUNT(*) FROM intents WHERE op = 'a' AND logical_key = 'b' AND generation = 1",
    "committed": "SELECT SUM(cost_cents) FROM intents "
    "WHERE cost_cents > 0 AND status NOT IN ('refused', 'superseded')",
}


@pytest.mark.parametrize(("index", "query"), ASKED.items(), ids=ASKED)
def test_what_is_asked_often_when_planned_by_sqlite_then_has_its_index(
    index: str, query: str
) -> None:
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.executescript(schema("sqlite"))
        [(*_, words)] = memory.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    assert f"INDEX {index}" in words
