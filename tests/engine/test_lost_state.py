"""Losing the state file loses no protection: what is live is found again, nothing is repeated."""

import pytest

from tests.engine.served import World
from turkform.cli.main import run

CREATE = "CreateHITWithHITType"
TYPE = """\
qualification_types:
  trained: {name: Trained at last, description: Passed the test.}
"""


def lose(world: World) -> None:
    world.state.unlink()


@pytest.mark.parametrize("later", ["0d", "2d", "40d"])
def test_after_the_loss_of_the_state_apply_creates_nothing_and_says_what_it_adopted(
    world: World, later: str, capsys: pytest.CaptureFixture[str]
) -> None:
    world.write("a", "b", "c", more=TYPE)
    assert world.apply() == 0
    lose(world)
    world.advance(later)
    capsys.readouterr()
    assert world.apply() == 0
    err = capsys.readouterr().err
    assert "3 hit" in err
    assert "1 qualification_type" in err
    assert "1 hit_type" in err
    assert sorted(world.markers().values()) == [1, 1, 1]
    assert len(world.executed("CreateQualificationType")) == 1
    assert world.changes() == 0


def test_a_plan_without_a_state_shows_what_it_would_adopt_and_writes_nothing(
    world: World,
) -> None:
    assert world.apply() == 0
    lose(world)
    assert world.changes() == 0
    assert not world.state.exists()


def test_rows_that_are_new_since_the_loss_are_created_and_only_those(world: World) -> None:
    assert world.apply() == 0
    lose(world)
    world.write("a", "b", "c", "d")
    assert world.apply() == 0
    assert sorted(world.markers().values()) == [1, 1, 1, 1]
    assert world.changes() == 0


def test_hits_whose_rows_have_gone_are_told_and_left_alone(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.apply() == 0
    lose(world)
    world.write("a")
    capsys.readouterr()
    assert world.apply() == 0
    assert "left alone: 2 HITs" in capsys.readouterr().err
    assert not world.executed("DeleteHIT")


def test_a_changed_question_replaces_the_hits_that_were_found_again(world: World) -> None:
    assert world.apply() == 0
    lose(world)
    file = world.folder / "campaign.yaml"
    file.write_text(file.read_text().replace("a.example", "b.example"))
    assert world.apply() == 0
    assert len(world.markers()) == 6
    assert len(world.executed("DeleteHIT")) == 3
    assert world.changes() == 0


def test_hits_of_another_campaign_of_the_project_are_not_taken(world: World) -> None:
    assert world.apply() == 0
    file = world.folder / "campaign.yaml"
    file.write_text(file.read_text().replace("campaign: small", "campaign: other"))
    assert world.apply() == 0
    assert sorted(world.markers().values()) == [1] * 6


def test_a_state_of_an_older_day_creates_nothing_twice_while_tokens_live(world: World) -> None:
    world.write("a")
    assert world.apply() == 0
    older = world.state.read_bytes()
    world.write("a", "b", "c")
    assert world.apply() == 0
    world.state.write_bytes(older)
    assert world.apply() == 0
    assert sorted(world.markers().values()) == [1, 1, 1]


@pytest.mark.parametrize("later", ["0d", "3d"])
def test_a_backup_from_before_a_replacement_takes_the_newer_life_for_what_it_is(
    world: World, later: str
) -> None:
    world.write("a", "b")
    assert world.apply() == 0
    older = world.state.read_bytes()
    file = world.folder / "campaign.yaml"
    text = file.read_text().replace("a.example", "b.example")
    file.write_text(text.replace("{id: b}", "{id: b}, {id: c}"))
    assert world.apply() == 0
    assert len(world.markers()) == 5
    world.state.write_bytes(older)
    world.advance(later)
    assert world.apply() == 0
    assert len(world.markers()) == 5
    assert world.changes() == 0


def test_state_rebuild_adopts_on_request_and_says_when_nothing_was_lost(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.apply() == 0
    lose(world)
    capsys.readouterr()
    rebuild = ["state", "rebuild", str(world.folder), "--env", "lab"]
    assert run(rebuild) == 0
    assert "3 hit" in capsys.readouterr().err
    assert run(rebuild) == 0
    assert "Nothing was lost" in capsys.readouterr().out
    assert world.changes() == 0
