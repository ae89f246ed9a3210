"""A proxy that sends every request a second time (reliability reference 5.6)."""

from tests.engine.served import CREATE, World


def test_bad_input_63_a_proxy_that_repeats_every_post_makes_no_second_hit(world: World) -> None:
    world.fault("*", "duplicate", 1_000)
    assert world.apply() == 0
    assert len(world.executed(CREATE)) == 3
    assert set(world.markers().values()) == {1}
    assert world.changes() == 0
    assert world.destroy() == 0
    assert world.changes() == 2
