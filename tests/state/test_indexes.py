"""What each effect asks of the ledger does not read the whole ledger."""

import sqlite3
from contextlib import closing

import pytest

from turkform.state.opening import schema

ASKED = {
    "the tries of one effect": "SELECT COUNT(*) FROM intents "
    "WHERE op = 'a' AND logical_key = 'b' AND generation = 1",
    "the money that is committed": "SELECT SUM(cost_cents) FROM intents "
    "WHERE cost_cents > 0 AND status NOT IN ('refused', 'superseded')",
}


@pytest.mark.parametrize("query", ASKED.values(), ids=ASKED)
def test_what_each_effect_asks_when_planned_by_sqlite_then_needs_an_index_alone(query: str) -> None:
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.executescript(schema("sqlite"))
        [(*_, words)] = memory.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    assert "USING COVERING INDEX" in words
