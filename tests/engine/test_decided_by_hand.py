"""Assignments that somebody decided on elsewhere, or that nobody decided on: bad input 73."""

from typing import Any

import pytest

from tests.engine.served import World
from turkform.cli.main import run

RULES = """
follow_ups:
  accept: {on: pictures, when: "{{ answer.label == 'cat' }}", approve: {feedback: Thanks}}
  careless: {on: pictures, when: "{{ answer.label == 'dog' }}", reject: {feedback: "Not a cat."}}
  pay:
    on: pictures
    each: worker
    when: "{{ worker.approved >= 1 }}"
    bonus: {amount: $0.50, reason: Good}
"""
Client = Any  # boto3 makes the methods of a client at run time


def handed_in(world: World, other: Client, label: str) -> str:
    """The id of the only submission, about which the rules have not been asked yet."""
    world.write("a", more=RULES)
    assert world.apply() == 0
    [hit] = world.hits()
    world.work(hit, "A1ANN", label)
    [one] = other.list_assignments_for_hit(HITId=hit)["Assignments"]
    return str(one["AssignmentId"])


def decisions(world: World) -> int:
    return len(world.executed("ApproveAssignment")) + len(world.executed("RejectAssignment"))


def paid(world: World) -> list[str]:
    return [one["AssignmentId"] for one in world.executed("SendBonus")]


@pytest.mark.parametrize("label", ["cat", "dog"])
def test_bad_input_73_work_approved_by_hand_is_not_decided_again_and_counts(
    world: World, other: Client, label: str
) -> None:
    assignment = handed_in(world, other, label)
    other.approve_assignment(AssignmentId=assignment)
    assert world.apply() == 0
    assert (decisions(world), paid(world)) == (1, [assignment])
    assert world.changes() == 0


@pytest.mark.parametrize("label", ["cat", "dog"])
def test_bad_input_73_work_rejected_by_hand_stays_rejected_and_is_not_paid(
    world: World, other: Client, label: str
) -> None:
    assignment = handed_in(world, other, label)
    other.reject_assignment(AssignmentId=assignment, RequesterFeedback="By hand.")
    assert world.apply() == 0
    assert (decisions(world), paid(world)) == (1, [])
    assert other.get_assignment(AssignmentId=assignment)["Assignment"]["RequesterFeedback"] == (
        "By hand."
    )
    assert world.changes() == 0


@pytest.mark.parametrize("label", ["cat", "dog"])
def test_bad_input_73_work_that_time_approved_is_not_decided_again_and_counts(
    world: World, other: Client, label: str
) -> None:
    assignment = handed_in(world, other, label)
    world.advance("4d")
    assert world.apply() == 0
    assert (decisions(world), paid(world)) == (0, [assignment])
    assert world.changes() == 0


def test_bad_input_73_work_rejected_by_hand_after_the_plan_was_saved_is_not_approved_by_it(
    world: World, other: Client
) -> None:
    assignment = handed_in(world, other, "cat")
    saved = world.folder.parent / "plan.json"
    assert run(["plan", str(world.folder), "--env", "lab", "--out", str(saved)]) == 0
    other.reject_assignment(AssignmentId=assignment, RequesterFeedback="By hand.")
    assert run(["apply", str(saved), "--auto-approve"]) == 6
    assert (decisions(world), paid(world)) == (1, [])
