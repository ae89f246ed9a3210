"""Worker ids stand in one table of the state, and nowhere else that turkform writes or prints."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.served import World
from turkform.cli.main import run

RULES = """
qualification_types:
  took-part: {name: Took part, description: Worked on it.}
follow_ups:
  accept: {on: pictures, approve: {feedback: Thanks}}
  pay: {on: pictures, each: worker, bonus: {amount: $0.50, reason: Good work}}
  remember: {on: pictures, each: worker, grant: {qualification: took-part}}
  mail: {on: pictures, each: worker, message: {subject: Hello, text: "Come again."}}
"""
WORKERS = ("A1ANN", "A2BEN")


@pytest.fixture
def told(world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> str:
    """Everything that the commands print and the saved plan holds, with a mail that fails."""
    world.write("a", assignments=3, more=RULES)
    assert world.apply() == 0
    for worker in WORKERS:
        world.work(world.hits()[0], worker)
    world.control.set_worker("live", {"WorkerId": "A2BEN", "Suspended": True})
    plan = tmp_path / "plan.json"
    where = [str(world.folder), "--env", "lab"]
    assert run(["plan", *where, "--out", str(plan)]) == 0
    assert run(["plan", *where, "--format", "json"]) == 0
    assert run(["plan", *where, "--detail", "full"]) == 0
    assert run(["show", str(plan)]) == 0
    assert world.apply() == 0
    for command in ("ledger", "status", "plan"):
        assert run([command, *where]) == 0
    printed = capsys.readouterr()
    return printed.out + printed.err + plan.read_text("utf-8")


def test_nothing_that_is_printed_or_saved_names_a_worker(told: str) -> None:
    assert not [worker for worker in WORKERS if worker in told]


def test_of_the_state_only_the_table_of_workers_names_them(told: str, world: World) -> None:
    assert told
    with closing(sqlite3.connect(world.state)) as file:
        tables = [str(row[0]) for row in file.execute("SELECT name FROM sqlite_master "
                                                      "WHERE type = 'table'")]  # fmt: skip
        naming = {
            table
            for table in tables
            for row in file.execute(f"SELECT * FROM {table}")
            for cell in row
            if any(worker in str(cell) for worker in WORKERS)
        }
    assert naming == {"workers"}


def test_a_request_is_sent_with_the_id_that_its_key_stands_for(told: str, world: World) -> None:
    assert told
    assert sorted(str(one["WorkerId"]) for one in world.executed("SendBonus")) == list(WORKERS)
