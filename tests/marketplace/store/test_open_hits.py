"""The number of open HITs of each type, which workers' lists show, is kept and not counted."""

from __future__ import annotations

from tests.marketplace.core_world import World


def kept_and_counted(world: World) -> list[tuple[int, int]]:
    """For each HIT type the number kept, and the number that counting finds."""
    with world.marketplace.looking() as scope:
        rows = scope.tx.all(
            "SELECT o.hits AS kept, (SELECT count(*) FROM hits AS h WHERE h.status = 'Assignable' "
            "AND h.hit_type_id = o.hit_type_id) AS counted FROM open_hits AS o "
            "JOIN hit_types AS t ON t.hit_type_id = o.hit_type_id ORDER BY t.n"
        )
    return [(int(row["kept"]), int(row["counted"])) for row in rows]


def test_the_number_follows_every_deed_that_opens_or_closes_a_hit(place: str) -> None:
    world = World(place)
    first, second, third = (world.hit(RequesterAnnotation=str(n)) for n in range(3))
    other = world.client.create_hit_type(
        Title="Other", Description="d", Reward="0.05", AssignmentDurationInSeconds=600
    )["HITTypeId"]
    assert kept_and_counted(world) == [(3, 3)]
    assignment_id = world.accept(first, "A1")
    assert kept_and_counted(world) == [(2, 2)]
    world.control.give_back("live", {"AssignmentId": assignment_id})
    world.done(first, "A2")
    world.client.update_hit_type_of_hit(HITId=second, HITTypeId=other)
    assert kept_and_counted(world) == [(1, 1), (1, 1)]
    world.client.update_expiration_for_hit(HITId=third, ExpireAt=0)
    assert kept_and_counted(world) == [(0, 0), (1, 1)]
    world.client.create_additional_assignments_for_hit(HITId=first, NumberOfAdditionalAssignments=1)
    assert kept_and_counted(world) == [(1, 1), (1, 1)]
    world.advance("2d")
    assert kept_and_counted(world) == [(0, 0), (0, 0)]
    world.marketplace.close()


def test_a_database_from_before_the_number_was_kept_is_counted_when_opened(place: str) -> None:
    old = World(place)
    old.hit()
    with old.marketplace.database.transaction() as tx:
        tx.execute("DROP TABLE open_hits")
    old.marketplace.close()
    world = World(place)
    assert kept_and_counted(world) == [(1, 1)]
    world.marketplace.close()
