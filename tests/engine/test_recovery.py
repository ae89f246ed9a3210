"""What a run left in doubt is settled by the next one, by the service's own word."""

import pytest

from tests.engine.served import World

CREATE = "CreateHITWithHITType"
LOST = ["reset_after", "error_after", "truncate"]


@pytest.mark.parametrize("fault", LOST)
def test_hits_whose_replies_were_lost_are_found_by_their_token(world: World, fault: str) -> None:
    world.fault(CREATE, fault, 100)
    assert world.apply() == 10
    world.heal()
    assert world.apply() == 0
    assert sorted(world.markers().values()) == [1, 1, 1]
    assert world.changes() == 0


def test_hits_in_doubt_when_none_can_be_read_by_itself_then_one_page_tells_of_all(
    world: World,
) -> None:
    world.fault(CREATE, "reset_after", 100)
    assert world.apply() == 10
    world.heal()
    world.fault("GetHIT", "error_before", 1_000)
    assert world.apply() == 0
    assert sorted(world.markers().values()) == [1, 1, 1]


def test_a_lost_reply_within_a_run_is_mended_within_that_run(world: World) -> None:
    world.fault(CREATE, "reset_after", 3)
    assert world.apply() == 0
    assert sorted(world.markers().values()) == [1, 1, 1]


def test_a_hit_whose_row_left_the_campaign_meanwhile_is_adopted_and_taken_down(
    world: World,
) -> None:
    world.fault(CREATE, "reset_after", 100)
    assert world.apply() == 10
    world.heal()
    world.write("a")
    assert world.apply() == 0
    assert len(world.markers()) == 3
    assert len(world.executed("DeleteHIT")) == 2
    assert world.changes() == 0


def test_hits_whose_tokens_are_dead_are_found_by_their_markers(world: World) -> None:
    world.fault(CREATE, "reset_after", 100)
    assert world.apply() == 10
    world.heal()
    world.advance("2d")
    assert world.apply() == 0
    assert sorted(world.markers().values()) == [1, 1, 1]
    assert world.changes() == 0


def test_hits_that_were_never_made_are_made_once_when_their_tokens_are_dead(world: World) -> None:
    world.fault(CREATE, "reset_before", 100)
    assert world.apply() == 10
    world.heal()
    world.advance("2d")
    assert world.apply() == 0
    assert sorted(world.markers().values()) == [1, 1, 1]


def test_between_the_ages_recovery_waits_and_says_until_when(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.fault(CREATE, "reset_after", 100)
    assert world.apply() == 10
    world.heal()
    world.advance("21h")
    assert world.apply() == 10
    assert "wait until" in capsys.readouterr().err
    world.advance("5h")
    assert world.apply() == 0
    assert sorted(world.markers().values()) == [1, 1, 1]


TYPE = """\
qualification_types:
  trained: {name: Trained at last, description: Passed the test.}
"""


def test_a_qualification_type_whose_reply_was_lost_is_found_by_name_and_marker(
    world: World,
) -> None:
    world.write("a", more=TYPE)
    world.fault("CreateQualificationType", "reset_after", 100)
    assert world.apply() == 10
    world.heal()
    assert world.apply() == 0
    assert len(world.executed("CreateQualificationType")) == 1
    assert world.changes() == 0


def test_a_qualification_type_that_left_the_campaign_meanwhile_is_deleted(world: World) -> None:
    world.write("a", more=TYPE)
    world.fault("CreateQualificationType", "reset_after", 100)
    assert world.apply() == 10
    world.heal()
    world.write("a")
    assert world.apply() == 0
    assert len(world.executed("DeleteQualificationType")) == 1


def test_an_extension_whose_reply_was_lost_happens_once(world: World) -> None:
    assert world.apply() == 0
    world.write("a", "b", "c", assignments=4)
    world.fault("CreateAdditionalAssignmentsForHIT", "reset_after", 100)
    assert world.apply() == 10
    world.heal()
    assert world.apply() == 0
    sizes = [
        e["NumberOfAdditionalAssignments"]
        for e in world.executed("CreateAdditionalAssignmentsForHIT")
    ]
    assert sizes == [2, 2, 2]
    assert world.changes() == 0


def test_deletions_whose_replies_were_lost_leave_nothing_behind(world: World) -> None:
    assert world.apply() == 0
    world.fault("DeleteHIT", "reset_after", 100)
    assert world.destroy() == 10
    world.heal()
    assert world.destroy() == 0
    assert len(world.executed("DeleteHIT")) == 3


def test_a_new_hit_that_cannot_be_read_yet_is_still_not_made_twice(world: World) -> None:
    world.control.settings("live", {"read_lag": "1s", "list_lag": "1m"})
    world.fault(CREATE, "reset_after", 3)
    code = world.apply()
    while code:
        code = world.apply()
    assert sorted(world.markers().values()) == [1, 1, 1]
