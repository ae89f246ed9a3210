"""What rules say about a submission, for its reviewers."""

from tests.results.builders import entry, submission
from turkform.core.addresses import Address
from turkform.core.deeds import DeedOutcome
from turkform.core.follow_ups import DueDeed
from turkform.core.money import Money
from turkform.core.plan import FollowUpGroup
from turkform.results.review.verdicts import verdicts_of

WORK = (submission("3A1"), submission("3A2"), submission("3B1", worker="AW2"))


def due(rule: str, action: str, key: str, text: str) -> FollowUpGroup:
    address = Address("follow_up", rule, key)
    deed = DueDeed(address, "k1", Money(100), text, worker_id="AW1", action=action)
    return FollowUpGroup(f"follow_up.{rule}", action, (deed,))


def test_a_deed_about_one_assignment_when_due_then_stands_beside_it_alone() -> None:
    found = verdicts_of([due("careless", "reject", "3A1", "Blank.\nSorry.")], (), WORK)
    assert found == {"3A1": [("careless", "would reject: Blank.")]}


def test_a_deed_towards_a_worker_when_due_then_stands_beside_all_their_work() -> None:
    found = verdicts_of([due("careful", "bonus", "key-of-AW1", "Careful")], (), WORK)
    told = [("careful", "would pay a bonus of $1.00: Careful")]
    assert found == {"3A1": told, "3A2": told}


def test_a_deed_that_was_done_when_shown_then_says_when() -> None:
    done = entry(assignment="3A2", worker="AW1")
    assert verdicts_of((), [done], WORK) == {
        "3A2": [("careful", "paid a bonus of $1.00 on 2026-11-24")]
    }


def test_a_deed_that_was_refused_when_shown_then_is_no_verdict() -> None:
    refused = entry(assignment="3A2", worker="AW1", outcome=DeedOutcome.REFUSED)
    assert verdicts_of((), [refused], WORK) == {}


def test_a_long_text_when_shown_then_is_cut() -> None:
    [told] = verdicts_of([due("invite", "message", "3A1", "x" * 999)], (), WORK)["3A1"]
    assert told[1].endswith("…")
    assert len(told[1]) < 200
