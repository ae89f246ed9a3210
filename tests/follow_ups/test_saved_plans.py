"""A saved plan does exactly what was approved, while the study goes on."""

from pathlib import Path

import pytest

from tests.engine.served import World
from turkform.cli.main import run

RULES = """
follow_ups:
  accept: {on: pictures, approve: {feedback: Thanks}}
  pay:
    on: pictures
    each: worker
    bonus: {amount: "{{ worker.submitted * 0.1 }}", reason: Work}
"""


@pytest.fixture
def saved(world: World, tmp_path: Path) -> str:
    """The plan of one worker's first submission."""
    world.write("a", "b", assignments=3, more=RULES)
    assert world.apply() == 0
    world.work(world.hits()[0], "A1ANN")
    path = tmp_path / "plan.json"
    assert run(["plan", str(world.folder), "--env", "lab", "--out", str(path)]) == 0
    return str(path)


def test_work_that_came_in_since_waits_for_the_next_plan(world: World, saved: str) -> None:
    world.work(world.hits()[0], "A2BEN")
    assert run(["apply", saved, "--auto-approve"]) == 0
    assert len(world.executed("ApproveAssignment")) == 1
    assert [one["WorkerId"] for one in world.executed("SendBonus")] == ["A1ANN"]
    assert world.apply() == 0
    assert len(world.executed("ApproveAssignment")) == 2
    assert [one["WorkerId"] for one in world.executed("SendBonus")] == ["A1ANN", "A2BEN"]


def test_a_deed_that_would_be_another_one_now_is_refused(
    world: World, saved: str, capsys: pytest.CaptureFixture[str]
) -> None:
    world.work(world.hits()[1], "A1ANN")
    assert run(["apply", saved, "--auto-approve"]) == 6
    assert "it is another one now" in capsys.readouterr().err
    assert not world.executed("SendBonus")


def test_a_deed_that_is_not_due_any_more_is_refused(
    world: World, saved: str, capsys: pytest.CaptureFixture[str]
) -> None:
    world.advance("4d")  # the clock has approved the work
    assert run(["apply", saved, "--auto-approve"]) == 6
    assert "it is not due any more" in capsys.readouterr().err


def test_a_hit_is_not_taken_down_when_a_bonus_for_its_work_has_become_due(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = """
follow_ups:
  accept: {on: pictures, approve: {}}
  pay: {on: pictures, after: {approved: 2d}, bonus: {amount: $1, reason: Late}}
"""
    world.write("a", "b", more=rules)
    assert world.apply() == 0
    world.work(world.hits()[0], "A1ANN")
    world.work(world.hits()[1], "A1ANN")
    assert world.apply() == 0
    world.write("b", more=rules)
    path = str(tmp_path / "plan.json")
    assert run(["plan", str(world.folder), "--env", "lab", "--out", path]) == 0
    assert "is taken down before follow_up.pay is due" in capsys.readouterr().out
    world.advance("3d")
    assert run(["apply", path, "--auto-approve"]) == 6
    assert 'hit.pictures["a"]: delete, but not the same' in capsys.readouterr().err
    assert world.apply() == 0
    assert len(world.executed("SendBonus")) == 2
