"""A state put back from a backup: what was mailed and paid since is not done a second time."""

import shutil
from pathlib import Path

import pytest

from tests.engine.served import World

RULES = """
follow_ups:
  accept: {on: pictures, approve: {feedback: Thanks}}
  pay: {on: pictures, each: worker, bonus: {amount: $0.50, reason: Good work}}
  mail: {on: pictures, each: worker, message: {subject: Hello, text: "Come again."}}
"""
ONCE = ("CreateHITWithHITType", "SendBonus", "NotifyWorkers", "ApproveAssignment")


@pytest.fixture
def backup(world: World, tmp_path: Path) -> Path:
    """A copy from before two workers were paid and written to."""
    world.write("a", assignments=3, more=RULES)
    assert world.apply() == 0
    copy = tmp_path / "backup.db"
    shutil.copy(world.state, copy)
    for worker in ("A1ANN", "A2BEN"):
        world.work(world.hits()[0], worker)
    assert world.apply() == 0
    assert len(world.executed("SendBonus")) == 2
    return copy


@pytest.mark.parametrize("passed", ["0s", "30h"])
def test_nothing_that_was_done_since_is_done_again(
    world: World, backup: Path, passed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {operation: len(world.executed(operation)) for operation in ONCE}
    shutil.copy(backup, world.state)
    world.advance(passed)
    assert world.apply() == 10
    assert "the state is an older copy: it misses the last 1 runs" in capsys.readouterr().err
    assert {operation: len(world.executed(operation)) for operation in ONCE} == before


def test_it_is_told_once_and_the_study_goes_on(
    world: World, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(backup, world.state)
    assert world.apply() == 10
    world.work(world.hits()[0], "A3CAT")
    capsys.readouterr()
    assert world.apply() == 10
    assert "older copy" not in capsys.readouterr().err
    assert [one["WorkerId"] for one in world.executed("SendBonus")][2:] == ["A3CAT"]


def test_a_state_that_is_merely_the_last_one_is_no_older_copy(
    world: World, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert backup.exists()
    capsys.readouterr()
    assert world.apply() == 0
    assert "older copy" not in capsys.readouterr().err
