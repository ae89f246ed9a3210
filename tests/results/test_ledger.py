"""The ledger, from recorded deeds to what is shown."""

import json

import pytest

from tests.results.builders import NOON, entry, submission
from turkform.core.addresses import Address
from turkform.core.changes import Cost
from turkform.core.deeds import DeedOutcome, LedgerEntry
from turkform.core.ledger import Ledger
from turkform.core.money import Money
from turkform.core.resources import Resource
from turkform.core.submissions import Status, Submission
from turkform.render.ledger import ledger_json, ledger_lines, ledger_markdown
from turkform.render.lines import plain
from turkform.results.ledger import Choice, deciders, ledger_of

EVERYTHING = Choice()
APPROVED = submission(
    status=Status.APPROVED, approved_at=NOON, auto_approves_at=NOON, reward=Money(50)
)


def by_code(one: LedgerEntry) -> str:
    return one.worker_key


def ledger(
    *entries: LedgerEntry,
    submissions: tuple[Submission, ...] = (),
    choice: Choice = EVERYTHING,
) -> Ledger:
    return ledger_of(entries, (), submissions, choice, by_code)


def sums(ledger: Ledger) -> dict[str, tuple[int, Cost]]:
    every = (*ledger.done, *ledger.open, *ledger.elsewhere)
    return {one.label: (one.count, one.cost) for one in every}


def test_bonuses_when_summed_then_include_their_fees() -> None:
    found = ledger(entry(), entry(rule="kind", amount=Money(50)))
    assert sums(found) == {"SendBonus": (2, Cost(Money(150), Money(30)))}


def test_an_approval_when_its_work_was_fetched_then_costs_reward_and_fee() -> None:
    found = ledger(entry("ApproveAssignment", amount=Money(0)), submissions=(APPROVED,))
    assert sums(found) == {"ApproveAssignment": (1, Cost(Money(50), Money(10)))}


def test_an_approval_of_work_that_was_fetched_elsewhere_then_costs_the_fee_of_such_hits() -> None:
    hit = Resource(Address("hit", "photos", "img-1"), "3H1", "", {"reward": 50, "fee": 20})
    approved = entry("ApproveAssignment", amount=Money(50))
    found = ledger_of([approved], [hit], (), EVERYTHING, by_code)
    assert sums(found) == {"ApproveAssignment": (1, Cost(Money(50), Money(20)))}
    assert sums(ledger(approved)) == {"ApproveAssignment": (1, Cost(Money(50), Money(10)))}


def test_work_without_a_deed_when_approved_by_the_clock_then_is_told_apart() -> None:
    assert sums(ledger(submissions=(APPROVED,))) == {"automatic": (1, Cost(Money(50), Money(10)))}


def test_a_bonus_in_doubt_when_summed_then_is_not_among_what_was_paid() -> None:
    found = ledger(entry(outcome=DeedOutcome.UNCERTAIN))
    assert found.done == []
    assert sums(found)["SendBonus"] == (1, Cost(Money(100), Money(20)))


def test_a_worker_id_when_hidden_then_is_nowhere_in_a_deed() -> None:
    one = entry(
        "NotifyWorkers",
        address=Address("follow_up", "invite", "A1WORKER0"),
        why="A1WORKER0 took part",
        message="A1WORKER0 is suspended",
        evidence={"worker": "A1WORKER0"},
    )
    assert "A1WORKER0" not in ledger_json(ledger(one)).replace("key-of-A1WORKER0", "")


def test_a_deed_as_json_when_written_then_has_the_names_of_the_contract() -> None:
    [record] = json.loads(ledger_json(ledger(entry())))
    assert {
        name: record[name]
        for name in ("id", "address", "operation", "worker", "amount", "outcome", "at", "why")
    } == {
        "id": "0123456789abcdef",
        "address": 'follow_up.careful["3A1"]',
        "operation": "SendBonus",
        "worker": "key-of-A1WORKER0",
        "amount": "1.00",
        "outcome": "done",
        "at": "2026-11-24T12:00:00+00:00",
        "why": "careful work",
    }
    assert record["fee"] == "0.20"


@pytest.mark.parametrize(
    "choice",
    [
        Choice(rules=frozenset({"careful"})),
        Choice(workers=frozenset({"A1WORKER0"})),
        Choice(workers=frozenset({"key-of-A1WORKER0"})),
        Choice(outcomes=frozenset({"done"})),
    ],
    ids=["rule", "worker", "code", "outcome"],
)
def test_deeds_when_chosen_then_others_are_left_out(choice: Choice) -> None:
    other = entry(rule="kind", worker="A2", outcome=DeedOutcome.REFUSED)
    found = ledger(entry(), other, submissions=(APPROVED,), choice=choice)
    assert [one.entry.address.name for one in found.lines] == ["careful"]
    assert found.elsewhere == []


def test_decided_work_when_looked_at_then_says_who_decided() -> None:
    early = submission("3B", status=Status.APPROVED, approved_at=NOON)
    ruled = submission("3C", status=Status.REJECTED)
    lone = submission("3D", status=Status.REJECTED)
    entries = [entry("RejectAssignment", assignment="3C")]
    found = {one.assignment: how for one, how in deciders([APPROVED, early, ruled, lone], entries)}
    assert found == {"3A1": "automatic", "3B": "by hand", "3C": "rule", "3D": "by hand"}


def test_a_hostile_reason_when_shown_then_commands_no_terminal_and_breaks_no_table() -> None:
    found = ledger(entry(why="a|b\x1b[2J\nnext"))
    text = plain(ledger_lines(found, "ledger", 100))
    assert "\x1b" not in text
    assert "\\x1b[2J\\nnext" in text.replace("\n                  ", "")
    [row] = [line for line in ledger_markdown(found, "ledger").splitlines() if "next" in line]
    assert row.count(" | ") == 6


def test_an_empty_ledger_when_shown_then_says_so() -> None:
    assert "No deeds." in plain(ledger_lines(ledger(), "ledger", 100))
