"""A worker who could not submit is paid by a HIT that nobody else can see."""

import time
from typing import Any

import pytest

from tests.engine.served import World
from turkform.marketplace import work
from turkform.marketplace.not_allowed import NotAllowed

SORRY = """
follow_ups:
  sorry:
    each: worker
    from_csv: sorry.csv
    compensate: {amount: "{{ listed.amount }}", reason: "The page broke: <b>we are sorry</b>."}
"""


@pytest.fixture
def owed(world: World) -> World:
    """Two workers stand in a list; neither has handed anything in."""
    for worker in ("A1ANN", "A2BEN", "A3CAT"):
        world.control.set_worker("live", {"WorkerId": worker})
    text = "WorkerId,amount\nA1ANN,1.50\nA2BEN,0.75\n"
    (world.folder / "sorry.csv").write_text(text, encoding="utf-8")
    world.write("a", more=SORRY)
    assert world.apply() == 0
    return world


def offers(world: World) -> dict[str, str]:
    """The HIT ids of the compensations, by reward."""
    entries: Any = world.control.journal()
    made = [e["result"]["HIT"] for e in entries if e["operation"] == "CreateHITWithHITType"]
    return {hit["Reward"]: hit["HITId"] for hit in made if hit["Reward"] != "0.06"}


def test_each_is_offered_a_hit_of_their_own(owed: World) -> None:
    assert set(offers(owed)) == {"1.50", "0.75"}
    assert owed.apply() == 0
    assert set(offers(owed)) == {"1.50", "0.75"}


def test_nobody_else_can_take_it(owed: World) -> None:
    with owed.control._marketplace.acting() as scope, pytest.raises(NotAllowed):
        work.accept(scope, "live", offers(owed)["1.50"], "A3CAT")


def test_it_is_paid_on_arrival_and_cleared_away(owed: World) -> None:
    owed.work(offers(owed)["1.50"], "A1ANN")
    assert owed.apply() == 0
    entries: Any = owed.control.journal()
    assert "time:approve" in {entry["operation"] for entry in entries}
    assert [one["HITId"] for one in owed.executed("DeleteHIT")] == [offers(owed)["1.50"]]
    assert len(owed.executed("DeleteQualificationType")) == 1
    assert owed.changes() == 0


def test_a_lost_state_compensates_nobody_twice(owed: World) -> None:
    owed.state.unlink()
    assert owed.apply() == 0
    assert len(owed.executed("CreateHITWithHITType")) == 3
    owed.advance("26h")
    owed.state.unlink()
    assert owed.apply() == 0
    assert len(owed.executed("CreateHITWithHITType")) == 3


@pytest.mark.parametrize("operation", ["CreateQualificationType", "CreateHITWithHITType"])
def test_a_run_that_died_in_between_leaves_nothing_behind(world: World, operation: str) -> None:
    world.control.set_worker("live", {"WorkerId": "A1ANN"})
    (world.folder / "sorry.csv").write_text("WorkerId,amount\nA1ANN,1.50\n", encoding="utf-8")
    world.write("a")
    assert world.apply() == 0
    world.write("a", more=SORRY)
    before = len(world.executed(operation))
    world.fault(operation, "reset_after", 100)
    process = world.start("apply", "--auto-approve")
    deadline = time.monotonic() + 60
    while len(world.executed(operation)) == before and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    world.heal()
    assert world.apply() == 0
    assert set(offers(world)) == {"1.50"}
    assert world.destroy() == 0
    assert len(world.executed("DeleteQualificationType")) == 1


def test_destroy_takes_offers_down_that_nobody_took(owed: World) -> None:
    assert owed.destroy() == 0
    assert len(owed.executed("DeleteHIT")) == 3
    assert len(owed.executed("DeleteQualificationType")) == 2
