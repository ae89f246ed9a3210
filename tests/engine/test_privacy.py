"""What a whole life of a campaign may do, and where the ids of its workers end up."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.engine.denying import Wire, denying
from tests.engine.served import PROJECT, World
from turkform.cli.main import run

WORKER = "A1UNMISTAKABLEWORKER"
RULES = """\
qualification_types:
  part: {name: Took part in this one, description: Worked on it.}
  old: {name: Was here before, description: Worked earlier.}
follow_ups:
  accept: {on: pictures, when: "{{ answer.label != '' }}", approve: {feedback: Thank you.}}
  careful: {on: pictures, each: worker, bonus: {amount: $0.50, reason: Careful}}
  remember: {on: pictures, each: worker, grant: {qualification: part, value: 1}}
  forget: {on: pictures, each: worker, revoke: {qualification: old, reason: Over}}
  invite: {on: pictures, each: worker, message: {subject: Wave two, text: It is open.}}
"""


@pytest.fixture
def wire(world: World) -> Iterator[Wire]:
    """The campaign's project speaks through it."""
    world.write("a", "b", more=RULES)
    with denying(world.endpoint) as made:
        project = PROJECT.format(endpoint=made.endpoint)
        (world.folder.parent / "turkform.yaml").write_text(project, encoding="utf-8")
        yield made


def test_a_campaign_that_may_do_only_what_its_policy_allows_lives_its_whole_life(
    world: World, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["iam-policy", str(world.folder)]) == 0
    statements = json.loads(capsys.readouterr().out)["Statement"]
    allowed = {a for s in statements if s["Effect"] == "Allow" for a in s["Action"]}
    wire.allowed = frozenset(action.removeprefix("mechanicalturk:") for action in allowed)
    assert world.apply() == 0
    world.work(world.hits()[0], WORKER)
    assert world.apply() == 0
    assert world.changes() == 0
    assert world.destroy() == 0


def test_a_worker_id_when_a_campaign_has_paid_and_mailed_is_in_one_table_and_nowhere_else(
    world: World, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.apply() == 0
    world.work(world.hits()[0], WORKER)
    saved = world.folder.parent / "plan.json"
    assert run(["plan", str(world.folder), "--env", "lab", "--out", str(saved)]) == 0
    assert run(["plan", str(world.folder), "--env", "lab", "--format", "json"]) == 0
    wire.refusals = {"NotifyWorkers": b'{"__type":"RequestError","Message":"%s: no A9"}'}
    world.apply()
    run(["status", str(world.folder), "--env", "lab"])
    run(["ledger", str(world.folder), "--env", "lab"])
    run(["resolve", str(world.folder), "--env", "lab"])
    run(["state", "list", str(world.folder), "--env", "lab"])
    shown = capsys.readouterr()
    assert WORKER not in shown.out + shown.err
    assert WORKER not in saved.read_text()
    with closing(sqlite3.connect(world.state)) as state:
        tables = [name for (name,) in state.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")]  # fmt: skip
        holding = {
            table
            for table in tables
            for row in state.execute(f"SELECT * FROM {table}")
            if WORKER in str(row)
        }
    assert "workers" in holding
    assert holding <= {"workers", "intents"}  # a request is frozen as it is sent
