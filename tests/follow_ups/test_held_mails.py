"""Mails that a lost state holds: a person says what became of them, and the matter ends."""

import sqlite3
from contextlib import closing

import pytest

from tests.engine.served import World
from turkform.cli.main import run

RULES = """
qualification_types:
  took-part: {name: Took part, description: Worked on it.}
follow_ups:
  accept: {on: pictures, approve: {feedback: Thanks}}
  pay: {on: pictures, each: worker, bonus: {amount: $0.50, reason: Good work}}
  remember: {on: pictures, each: worker, grant: {qualification: took-part}}
  more: {on: pictures, when: "{{ hit.submitted >= 2 }}", extend: {assignments: 1, lifetime: 1d}}
  mail: {on: pictures, each: worker, message: {subject: Hello, text: "Come again."}}
"""
ONCE = ("CreateHITWithHITType", "CreateQualificationType", "SendBonus", "NotifyWorkers",
        "ApproveAssignment", "CreateAdditionalAssignmentsForHIT")  # fmt: skip


@pytest.fixture
def finished(world: World) -> World:
    """Two workers did everything, and got everything."""
    world.write("a", "b", assignments=3, more=RULES)
    assert world.apply() == 0
    for hit in world.hits():
        for worker in ("A1ANN", "A2BEN"):
            world.work(hit, worker)
    assert world.apply() == 0
    assert world.apply() == 0
    return world


def counts(world: World) -> dict[str, int]:
    return {operation: len(world.executed(operation)) for operation in ONCE}


def test_what_a_person_says_of_the_held_mails_ends_the_matter(finished: World) -> None:
    before = counts(finished)
    finished.state.unlink()
    assert finished.apply() == 10

    for intent in _doubts(finished):
        words = ["resolve", str(finished.folder), intent, "--env", "lab", "--happened"]
        assert run([*words, "--evidence", "seen in the inbox"]) == 0
    assert finished.apply() == 0
    assert counts(finished) == before
    assert finished.changes() == 0


def _doubts(world: World) -> list[str]:
    with closing(sqlite3.connect(world.state)) as file:
        found = file.execute("SELECT intent_id FROM intents WHERE status = 'uncertain'").fetchall()
    return [str(row[0]) for row in found]
