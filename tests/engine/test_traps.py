"""Traps that users of the service report (API reference 17), each by its number.

On a served marketplace with its own clock and faults. tests/test_lists.py tells which other tests
show the rest.
"""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.engine.served import CREATE, World
from turkform.cli.main import run

Output = pytest.CaptureFixture[str]
SEEN = "qualification_types:\n  seen: {{name: Seen, description: D{more}}}\n"


def client(world: World) -> Any:
    """Somebody with boto3 and the same account."""
    return boto3.client("mturk", region_name="us-east-1", endpoint_url=world.endpoint)


def states(world: World) -> dict[str, str]:
    """The status of every HIT that was ever made; deleted ones are left out."""
    found = {}
    for hit in world.hits():
        try:
            found[hit] = client(world).get_hit(HITId=hit)["HIT"]["HITStatus"]
        except ClientError:
            continue
    return {hit: status for hit, status in found.items() if status != "Disposed"}


def test_trap_08_a_hit_that_waits_for_review_is_kept_and_deleted_afterwards(
    world: World,
) -> None:
    assert world.apply() == 0
    first, *_ = world.hits()
    world.work(first, "AWORKER")
    assert world.destroy() == 0
    assert states(world) == {first: "Reviewable"}
    world.advance("4d")  # approves by itself
    assert world.destroy() == 0
    assert states(world) == {}


def test_trap_09_a_hit_that_somebody_else_deleted_is_gone_all_the_same(world: World) -> None:
    assert world.apply() == 0
    first, *_ = world.hits()
    client(world).update_expiration_for_hit(HITId=first, ExpireAt="2015-01-01T00:00:00Z")
    client(world).delete_hit(HITId=first)
    assert world.destroy() == 0
    assert states(world) == {}


def test_trap_10_submissions_that_nobody_reviewed_are_no_completed_ones(world: World) -> None:
    world.write("a", assignments=1)
    assert world.apply() == 0
    [hit] = world.hits()
    world.work(hit, "AWORKER")
    live = client(world).get_hit(HITId=hit)["HIT"]
    assert (live["NumberOfAssignmentsCompleted"], live["HITStatus"]) == (0, "Reviewable")
    assert world.destroy() == 0
    assert states(world) == {hit: "Reviewable"}


def test_trap_11_expiring_names_a_clearly_past_moment_and_a_repeat_does_no_harm(
    world: World,
) -> None:
    assert world.apply() == 0
    world.fault("UpdateExpirationForHIT", "error_after", 3)
    assert world.destroy() == 0
    moments = {str(one["ExpireAt"]) for one in world.executed("UpdateExpirationForHIT")}
    assert moments == {"1420070400"}  # 2015-01-01, whatever the clocks say
    assert states(world) == {}


def test_trap_13_more_assignments_for_an_expired_hit_open_it_again(
    world: World, capsys: Output
) -> None:
    assert world.apply() == 0
    world.advance("40d")
    assert set(states(world).values()) == {"Reviewable"}
    assert world.changes() == 0
    world.write("a", "b", "c", assignments=3)
    capsys.readouterr()
    assert world.changes() == 2
    assert "an expired HIT takes no work until its expiry is moved" in " ".join(
        capsys.readouterr().out.split()
    )
    assert world.apply() == 0
    assert set(states(world).values()) == {"Assignable"}
    assert world.changes() == 0
    world.work(world.hits()[0], "AWORKER")


def test_trap_14_assignments_that_cannot_be_taken_back_are_left_with_a_warning(
    world: World, capsys: Output
) -> None:
    assert world.apply() == 0
    for hit in world.hits():
        world.work(hit, "AWORKER")
    world.write("a", "b", "c", assignments=1)
    capsys.readouterr()
    assert world.changes() == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "left as it is: assignments of a HIT cannot be taken back" in shown


def test_trap_15_a_hit_that_is_too_new_to_be_changed_is_changed_a_little_later(
    world: World,
) -> None:
    assert world.apply() == 0
    world.fault("CreateAdditionalAssignmentsForHIT", "modify_lag", 4)
    world.write("a", "b", "c", assignments=4)
    assert world.apply() == 0
    assert world.changes() == 0


def test_trap_16_a_list_that_lags_makes_no_second_hit(world: World) -> None:
    assert world.apply() == 0
    world.fault("ListHITs", "list_lag", 100)
    assert world.changes() == 0
    assert world.apply() == 0
    assert len(world.executed(CREATE)) == 3


def test_trap_17_every_page_is_read(world: World) -> None:
    rows = [f"r{n:03d}" for n in range(230)]
    world.write(*rows)
    assert world.apply("--parallelism", "16") == 0
    assert world.changes() == 0
    assert len(world.hits()) == 230


def test_trap_20_hits_of_another_environment_are_not_missing_hits(world: World) -> None:
    assert world.apply() == 0
    assert run(["plan", str(world.folder), "--env", "local", "--detailed-exitcode"]) == 2
    assert world.changes() == 0


def test_trap_27_a_name_that_is_still_taken_is_refused_and_works_two_days_later(
    world: World, capsys: Output
) -> None:
    world.write("a", more=SEEN.format(more=""))
    assert world.apply() == 0
    world.write("a", more=SEEN.format(more=", keywords: [x]"))
    capsys.readouterr()
    assert world.apply() == 9
    assert "up to 48 hours" in " ".join(capsys.readouterr().err.split())
    world.advance("3d")
    assert world.apply() == 0
    assert world.changes() == 0


def test_trap_27_a_name_that_somebody_else_took_says_how_to_go_on(
    world: World, capsys: Output
) -> None:
    client(world).create_qualification_type(
        Name="Seen", Description="D", QualificationTypeStatus="Active"
    )
    world.write("a", more=SEEN.format(more=""))
    assert world.apply() == 9
    said = " ".join(capsys.readouterr().err.split())
    assert "already created a QualificationType with this name" in said
    assert "turkform import" in said


def test_trap_27_a_search_that_lags_makes_no_second_type(world: World) -> None:
    world.write("a", more=SEEN.format(more=""))
    world.fault("CreateQualificationType", "error_after", 1)
    world.fault("ListQualificationTypes", "search_lag", 3)
    assert world.apply() in (0, 9, 10)
    world.heal()
    world.advance("30m")
    assert world.apply() == 0
    assert len(world.executed("CreateQualificationType")) == 1


def test_trap_41_work_that_was_accepted_keeps_its_hit_until_the_deadline(world: World) -> None:
    assert world.apply() == 0
    first, *_ = world.hits()
    world.control.accept("live", {"HITId": first, "WorkerId": "AWORKER"})
    assert world.destroy() == 0
    assert set(states(world)) == {first}
    world.advance("10m")
    assert world.destroy() == 0
    assert states(world) == {}
