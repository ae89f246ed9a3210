"""Sets on a served marketplace that fails, and after the state is lost."""

import shutil

from tests.engine.served import CREATE, World

SETS = "    max_assignments: 3\n    sets_of: 2\n"
GRANT = "AssociateQualificationWithWorker"


def in_sets(world: World) -> None:
    """Two rows of three assignments, two at a time."""
    world.write("a", "b")
    file = world.folder / "campaign.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    max_assignments: 2\n", SETS), encoding="utf-8")


def first_set(world: World) -> None:
    """The first HIT of each row is made and worked on by two."""
    in_sets(world)
    assert world.apply() == 0
    for hit in world.hits():
        for worker in ("AFIRST", "ASECOND"):
            world.work(hit, worker)


def test_a_release_that_fails_half_way_is_taken_up_and_grants_nothing_twice(world: World) -> None:
    first_set(world)
    world.fault(CREATE, "error_before", 1_000)
    assert world.apply() in (9, 10)
    granted = len(world.executed(GRANT))
    assert granted == 4
    world.heal()
    assert world.apply() == 0
    assert len(world.executed(GRANT)) == granted
    assert len(world.hits()) == 4
    assert world.changes() == 0
    assert all(one["SendNotification"] is False for one in world.executed(GRANT))


def test_a_grant_whose_reply_is_lost_comes_before_the_next_hit(world: World) -> None:
    first_set(world)
    world.fault(GRANT, "reset_after", 2)
    assert world.apply() == 0
    assert len(world.hits()) == 4
    assert world.changes() == 0


def test_a_state_that_is_lost_knows_the_sets_again(world: World) -> None:
    first_set(world)
    assert world.apply() == 0
    shutil.rmtree(world.state.parent)
    assert world.changes() == 0
    assert world.apply() == 0
    assert len(world.hits()) == 4
    for hit in world.hits()[2:]:
        world.work(hit, "ATHIRD")
    assert world.changes() == 0
    assert world.destroy() == 0
