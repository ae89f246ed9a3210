"""Rules over made-up facts: what is due, what waits, and that served means served."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turkform.config.load import load_campaign
from turkform.core.addresses import Address
from turkform.core.deeds import DeedOutcome, LedgerEntry
from turkform.core.follow_ups import DueDeed
from turkform.core.money import ZERO, Money
from turkform.core.submissions import Status, Submission
from turkform.kinds.follow_up.facts import Facts
from turkform.kinds.sections import SECTIONS
from turkform.planning.follow_ups import FollowUps, plan_follow_ups

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
STUDY = """
campaign: study
hit_types:
  label: {title: Label, description: Label it., reward: $1, assignment_duration: 10m}
hits:
  photos:
    hit_type: label
    for_each: {rows: [{photo: a}, {photo: b}, {photo: c}], key: photo}
    question: {external: {url: "https://a.example/", frame_height: 400}}
    max_assignments: 9
follow_ups:
"""
ALL = """\
  accept: {on: photos, when: "{{ answer.label != 'bad' }}", approve: {}}
  refuse: {on: photos, when: "{{ answer.label == 'bad' }}", reject: {feedback: No.}}
  pay: {on: photos, each: worker, when: "{{ worker.approved > 1 }}", bonus: {amount: $1, reason: Y}}
  mail: {on: photos, each: worker, message: {subject: Hi, text: "{{ worker.approved }} of them"}}
"""


def facts(folder: Path, rules: str, work: Iterable[Submission], *done: LedgerEntry) -> Facts:
    folder.mkdir(exist_ok=True)
    (folder / "campaign.yaml").write_text(STUDY + rules, encoding="utf-8")
    campaign = load_campaign(folder, SECTIONS, root=folder)
    return Facts(campaign, {"photos": tuple(work)}, NOW, lambda worker: f"k{worker}", ledger=done)


def work(number: int, worker: str, photo: str = "a", label: str = "cat") -> Submission:
    return Submission(
        f"S{number}", f"H{photo}", worker, Address("hit", "photos", photo), Status.SUBMITTED,
        {"label": label}, submitted_at=NOW - timedelta(hours=1), reward=Money(100),
    )  # fmt: skip


def planned(given_facts: Facts) -> FollowUps:
    return plan_follow_ups(given_facts, lambda _: True)


def due(plan: FollowUps) -> list[str]:
    return sorted(str(deed.address) for deed in plan.deeds)


def served(deeds: Iterable[DueDeed]) -> tuple[LedgerEntry, ...]:
    """The ledger after everything that was due has been done."""
    return tuple(
        LedgerEntry(
            "i", deed.address, deed.action, deed.worker, deed.worker_id, deed.amount,
            DeedOutcome.DONE, NOW, deed.why, deed.evidence,
        )
        for deed in deeds
    )  # fmt: skip


def after(work_done: Sequence[Submission], plan: FollowUps) -> list[Submission]:
    """The submissions as the service shows them then."""
    states = {"approve": Status.APPROVED, "reject": Status.REJECTED}
    decided = {d.assignment: states[d.action] for d in plan.deeds if d.action in states}
    return [replace(one, status=decided.get(one.assignment, one.status)) for one in work_done]


def test_what_depends_on_decisions_waits_for_them_in_the_same_plan(tmp_path: Path) -> None:
    plan = planned(facts(tmp_path, ALL, [work(1, "A1"), work(2, "A1", "b")]))
    [pay] = [deed for deed in plan.deeds if deed.action == "bonus"]
    assert {str(a) for a in pay.depends_on} == {
        'follow_up.accept["S1"]', 'follow_up.accept["S2"]'
    }  # fmt: skip


def test_what_approvals_pay_is_told_apart_from_what_bonuses_commit(tmp_path: Path) -> None:
    plan = planned(facts(tmp_path, ALL, [work(1, "A1"), work(2, "A1", "b")]))
    assert (plan.released.rewards, plan.cost.rewards, plan.cost.fees) == (
        Money(200), Money(100), Money(20)
    )  # fmt: skip


def test_mails_of_equal_words_share_a_call_and_others_do_not(tmp_path: Path) -> None:
    done = [work(1, "A1"), work(2, "A2"), work(3, "A2", "b"), work(4, "A3")]
    plan = planned(facts(tmp_path, ALL, done))
    [mails] = [group for group in plan.groups if group.action == "message"]
    assert sorted(len(batch.deeds) for batch in mails.batches) == [1, 2]


def test_a_rate_that_nobody_can_tell_decides_nothing(tmp_path: Path) -> None:
    rules = """\
  odd: {on: photos, each: worker, when: "{{ worker.agreement < 0.5 }}", block: {reason: Odd}}
  good: {on: photos, each: worker, when: "{{ worker.agreement >= 0.5 }}", block: {reason: Even}}
"""
    assert due(planned(facts(tmp_path, rules, [work(1, "A1")]))) == []


def test_agreement_is_with_the_majority_of_a_hit(tmp_path: Path) -> None:
    rules = """\
  odd: {on: photos, each: worker, when: "{{ worker.agreement < 0.5 }}", block: {reason: Odd}}
"""
    done = [work(1, "A1"), work(2, "A2"), work(3, "A3", label="dog")]
    assert due(planned(facts(tmp_path, rules, done))) == ['follow_up.odd["kA3"]']


def test_a_deed_whose_outcome_is_open_is_not_planned_again(tmp_path: Path) -> None:
    first = planned(facts(tmp_path, ALL, [work(1, "A1")]))
    left_open = [replace(e, outcome=DeedOutcome.PENDING) for e in served(first.deeds)]
    again = planned(facts(tmp_path, ALL, [work(1, "A1")], *left_open))
    assert due(again) == []


@pytest.mark.parametrize("outcome", [DeedOutcome.REFUSED, DeedOutcome.SOFT_FAILURE])
def test_what_failed_for_the_moment_is_planned_again(tmp_path: Path, outcome: DeedOutcome) -> None:
    first = planned(facts(tmp_path, ALL, [work(1, "A1")]))
    failed = [replace(entry, outcome=outcome) for entry in served(first.deeds)]
    assert due(planned(facts(tmp_path, ALL, [work(1, "A1")], *failed))) == due(first)


def test_work_of_a_row_that_was_removed_is_left_alone_by_rules_that_ask_for_it(
    tmp_path: Path,
) -> None:
    rules = """\
  accept: {on: photos, when: "{{ row.photo != answer.label }}", approve: {}}
  thank: {on: photos, bonus: {amount: $1, reason: Thanks}}
"""
    plan = planned(facts(tmp_path, rules, [work(1, "A1"), work(2, "A1", "removed")]))
    assert due(plan) == [
        'follow_up.accept["S1"]', 'follow_up.thank["S1"]', 'follow_up.thank["S2"]'
    ]  # fmt: skip
    [finding] = plan.findings
    assert "leaves 1 alone" in str(finding)


def test_a_waiting_deed_tells_its_day_and_its_money(tmp_path: Path) -> None:
    rules = "  pay: {on: photos, after: {submitted: 2d}, bonus: {amount: $1, reason: Late}}\n"
    plan = planned(facts(tmp_path, rules, [work(1, "A1")]))
    [group] = plan.groups
    assert (group.items, group.later) == ((), "1 more by 3 December 2026, at most $1.20")
    assert plan.later_max == Money(120)


SUBMISSIONS = st.lists(
    st.tuples(
        st.sampled_from(["A1", "A2", "A3"]), st.sampled_from("abc"), st.sampled_from(["cat", "bad"])
    ),
    unique_by=lambda one: one[:2],
    max_size=9,
)


@given(SUBMISSIONS)
@settings(max_examples=60, deadline=None)
def test_when_everything_due_is_done_nothing_is_due(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "law"
    done = [work(n, *one) for n, one in enumerate(made)]
    plan = planned(facts(folder, ALL, done))
    again = planned(facts(folder, ALL, after(done, plan), *served(plan.deeds)))
    assert (due(again), again.cost.total) == ([], ZERO)


@given(SUBMISSIONS)
@settings(max_examples=60, deadline=None)
def test_every_submission_is_decided_by_exactly_one_rule(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, str, str]]
) -> None:
    done = [work(n, *one) for n, one in enumerate(made)]
    plan = planned(facts(tmp_path_factory.getbasetemp() / "law", ALL, done))
    decided = sorted(d.assignment for d in plan.deeds if d.action in ("approve", "reject"))
    assert decided == sorted(one.assignment for one in done)
