"""Whom a rule means: the right person, the right submission, the right campaign; and how many."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.planning.test_follow_ups import NOW, due, facts, planned, served, work
from turkform.core.addresses import Address
from turkform.core.changes import Action, Change
from turkform.core.deeds import DeedOutcome
from turkform.core.errors import Blocked, ConfigurationInvalid
from turkform.core.follow_ups import DueDeed
from turkform.core.money import Money
from turkform.core.resources import Observed
from turkform.core.submissions import Status, Submission, WaitingRequest
from turkform.kinds.follow_up.facts import Facts
from turkform.planning.caps import check_caps
from turkform.planning.follow_ups import after_deeds, never_paid

TOP = """\
  top: {on: photos, each: worker, limit: 1, bonus: {amount: $1, reason: First}}
"""
SOUNDS = """
hits:
  sounds:
    hit_type: label
    for_each: {rows: [{photo: a}], key: photo}
    question: {external: {url: "https://a.example/", frame_height: 400}}
"""


def approved(one: Submission, cents: int = 100) -> Submission:
    return replace(one, status=Status.APPROVED, approved_at=NOW, reward=Money(cents))


def elsewhere(given: Facts, group: str, *found: Submission) -> Facts:
    """With the work of another campaign's group."""
    return replace(given, submissions={**given.submissions, group: found})


def amounts(deeds: Iterable[DueDeed]) -> list[str]:
    return sorted(str(one.amount) for one in deeds)


def test_a_limit_counts_what_is_under_way_too(tmp_path: Path) -> None:
    [entry] = served(planned(facts(tmp_path, TOP, [work(1, "A1")])).deeds)
    pending = replace(entry, outcome=DeedOutcome.PENDING)
    assert due(planned(facts(tmp_path, TOP, [work(1, "A1"), work(2, "A2")], pending))) == []


def test_a_limit_that_differs_from_worker_to_worker_is_refused(tmp_path: Path) -> None:
    rules = TOP.replace("limit: 1", 'limit: "{{ worker.submitted }}"')
    with pytest.raises(ConfigurationInvalid, match="one number for the whole rule"):
        facts(tmp_path, rules, [])


def test_a_rule_that_waits_for_another_means_the_same_submission(tmp_path: Path) -> None:
    rules = """\
  accept: {on: photos, when: "{{ answer.label == 'cat' }}", approve: {}}
  pay: {on: photos, after: {accept: 0s}, bonus: {amount: $1, reason: Accepted}}
"""
    found = [work(1, "A1"), work(2, "A1", "b", label="dog")]
    assert due(planned(facts(tmp_path, rules, found))) == [
        'follow_up.accept["S1"]', 'follow_up.pay["S1"]'
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "now"), [("worker", "assignment"), ("assignment", "worker")])
def test_a_rule_that_is_for_each_of_something_else_now_pays_nobody_again(
    tmp_path: Path, before: str, now: str
) -> None:
    rule = "  pay: {on: photos, each: EACH, bonus: {amount: $1, reason: Thanks}}\n"
    found = [work(1, "A1")]
    done = served(planned(facts(tmp_path, rule.replace("EACH", before), found)).deeds)
    assert due(planned(facts(tmp_path, rule.replace("EACH", now), found, *done))) == []


def test_work_for_another_campaign_does_not_count_as_work_for_this_one(tmp_path: Path) -> None:
    rules = """\
  many: {on: photos, each: worker, when: "{{ worker.approved > 1 }}",
    bonus: {amount: $1, reason: Much}}
  mark: {on: pilot/photos, each: worker, when: "{{ worker.approved == 1 }}", block: {reason: Yes}}
"""
    there = replace(approved(work(7, "A1")), hit="Hpilot")
    given = elsewhere(facts(tmp_path, rules, [approved(work(1, "A1"))]), "pilot/photos", there)
    assert due(planned(given)) == ['follow_up.mark["kA1"]']


def test_what_was_earned_elsewhere_leaves_the_cap_of_this_campaign_alone(tmp_path: Path) -> None:
    rules = """\
  pay: {on: photos, each: worker, bonus: {amount: $1, reason: Thanks}}
budget: {per_worker: $2}
"""
    there = replace(approved(work(7, "A1"), 5_000), hit="Hpilot")
    given = elsewhere(facts(tmp_path, rules, [approved(work(1, "A1"))]), "pilot/photos", there)
    check_caps(given.campaign, given, planned(given).deeds)  # $1 and $1 are exactly $2


def test_an_earlier_compensation_counts_against_the_cap_of_its_worker(tmp_path: Path) -> None:
    rules = """\
  sorry: {each: worker, from_csv: list.csv, compensate: {amount: $2, reason: Sorry}}
  again: {each: worker, from_csv: list.csv, compensate: {amount: $2, reason: Once more}}
budget: {per_worker: $3}
"""
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "list.csv").write_text("WorkerId\nA1\n", encoding="utf-8")
    first, _ = served(planned(facts(tmp_path, rules, [])).deeds)
    given = facts(tmp_path, rules, [], replace(first, operation="CreateHITWithHITType"))
    with pytest.raises(Blocked, match="per_worker"):
        check_caps(given.campaign, given, planned(given).deeds)


def test_rows_and_blank_boxes_of_this_campaign_are_not_those_of_another(tmp_path: Path) -> None:
    rules = """\
  mark: {on: pilot/photos, each: assignment, when: "{{ row.photo == 'a' }}", block: {reason: Yes}}
"""
    with pytest.raises(ConfigurationInvalid, match="work of this campaign only"):
        facts(tmp_path, rules, [])


def test_a_group_of_the_campaign_itself_is_named_without_it(tmp_path: Path) -> None:
    rules = "  mark: {on: study/photos, each: worker, block: {reason: Yes}}\n"
    with pytest.raises(ConfigurationInvalid, match="is a group of this campaign"):
        facts(tmp_path, rules, [])


def test_a_rule_for_submissions_cannot_wait_for_one_for_hits(tmp_path: Path) -> None:
    rules = """\
  more: {on: photos, extend: {assignments: 1}}
  pay: {on: photos, after: {more: 1d}, bonus: {amount: $1, reason: Late}}
"""
    with pytest.raises(ConfigurationInvalid, match="cannot wait for more"):
        facts(tmp_path, rules, [])


def test_hits_of_two_groups_with_the_same_key_are_two(tmp_path: Path) -> None:
    rules = "  seen: {on: [photos, sounds], mark: reviewing}\n"
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "sounds.yaml").write_text(SOUNDS, encoding="utf-8")
    seen = {
        address: Observed(f"H{address.name}", {}, {"state": "Reviewable"}, address)
        for address in (Address("hit", "photos", "a"), Address("hit", "sounds", "a"))
    }
    plan = planned(replace(facts(tmp_path, rules, []), hits=seen))
    assert due(plan) == ['follow_up.seen["photos/a"]', 'follow_up.seen["sounds/a"]']


def test_a_list_names_whose_requests_are_meant(tmp_path: Path) -> None:
    rules = """\
  let-in: {on_requests: trained, from_csv: list.csv, accept_request: {}}
qualification_types:
  trained: {name: Trained, description: Took the course.}
"""
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "list.csv").write_text("WorkerId\nA1\n", encoding="utf-8")
    type_ = Address("qualification_type", "trained")
    asked = [WaitingRequest(f"R{name}", type_, name, NOW, {}) for name in ("A1", "A2")]
    plan = planned(replace(facts(tmp_path, rules, []), requests=asked))
    assert due(plan) == ['follow_up.let-in["RA1"]']


def test_a_text_with_the_word_row_in_it_asks_for_no_row(tmp_path: Path) -> None:
    rules = "  thank: {on: photos, bonus: {amount: $1, reason: Three in a row!}}\n"
    plan = planned(facts(tmp_path, rules, [work(1, "A1", "removed")]))
    assert due(plan) == ['follow_up.thank["S1"]']


def test_earnings_are_added_up_in_cents(tmp_path: Path) -> None:
    rules = """\
  pay: {on: photos, each: worker, when: "{{ worker.earnings >= 0.8 }}",
    bonus: {amount: "{{ 0.3 - 0.1 * 3 + worker.earnings }}", reason: Twice}}
"""
    found = [approved(work(1, "A1"), 10), approved(work(2, "A1", "b"), 70)]
    assert amounts(planned(facts(tmp_path, rules, found)).deeds) == ["$0.80"]


@pytest.mark.parametrize("amount", ["0.3 - 0.1 * 3 * worker.submitted", "0 * worker.submitted"])
def test_an_amount_of_nothing_is_no_bonus(tmp_path: Path, amount: str) -> None:
    rules = f"""\
  pay: {{on: photos, bonus: {{amount: "{{{{ {amount} }}}}", reason: Nothing}}}}
"""
    plan = planned(facts(tmp_path, rules, [work(1, "A1")]))
    assert (due(plan), plan.findings) == ([], ())


@pytest.mark.parametrize("amount", ["-0.01", "nan", "inf", "-inf", "0.005", "1e99", "", "$"])
def test_an_amount_that_is_no_money_stops_its_rule(tmp_path: Path, amount: str) -> None:
    rules = '  pay: {on: photos, bonus: {amount: "{{ answer.label }}", reason: Odd}}\n'
    plan = planned(facts(tmp_path, rules, [work(1, "A1", label=amount)]))
    assert (due(plan), len(plan.findings)) == ([], 1)


@pytest.mark.parametrize("deed", [
    'reject: {feedback: "{{ answer.label }}"}, when: "{{ true }}"',
    'bonus: {amount: $1, reason: "{{ answer.label }}"}',
    'block: {reason: "{{ answer.label }}"}',
    'message: {subject: Hi, text: "{{ answer.label }}"}, each: assignment',
    'message: {subject: "{{ answer.label }}", text: Hi}, each: assignment',
])  # fmt: skip
@pytest.mark.parametrize("label", ["", " \n"])
def test_words_that_a_worker_must_read_may_not_come_out_empty(
    tmp_path: Path, deed: str, label: str
) -> None:
    plan = planned(
        facts(tmp_path, f"  odd: {{on: photos, {deed}}}\n", [work(1, "A1", label=label)])
    )
    assert (due(plan), len(plan.findings)) == ([], 1)


@pytest.mark.parametrize("subject", ["a\nBcc: b", "a\rb", "a\x00b", "\x1b[2J", "x" * 201])
def test_an_answer_cannot_forge_the_head_of_a_mail(tmp_path: Path, subject: str) -> None:
    rules = (
        '  m: {on: photos, each: assignment, message: {subject: "{{ answer.label }}", text: T}}\n'
    )
    plan = planned(facts(tmp_path, rules, [work(1, "A1", label=subject)]))
    assert (due(plan), len(plan.findings)) == ([], 1)


def test_an_answer_that_looks_like_a_template_is_only_text(tmp_path: Path) -> None:
    rules = '  pay: {on: photos, bonus: {amount: $1, reason: "{{ answer.label }}"}}\n'
    trick = "{{ ''.__class__.__mro__ }}{% for a in range(9) %}"
    [deed] = planned(facts(tmp_path, rules, [work(1, "A1", label=trick)])).deeds
    assert deed.text == trick


def test_a_field_with_a_dot_in_its_name_is_asked_for_in_brackets(tmp_path: Path) -> None:
    rules = "  ok: {on: photos, when: \"{{ answer['a.b'] == 'x' }}\", approve: {}}\n"
    dotted = replace(work(1, "A1"), answers={"a.b": "x"})
    assert due(planned(facts(tmp_path, rules, [dotted]))) == ['follow_up.ok["S1"]']


def test_the_service_time_decides_when_a_delay_is_over(tmp_path: Path) -> None:
    rules = "  pay: {on: photos, after: {submitted: 2h}, bonus: {amount: $1, reason: Late}}\n"
    given = facts(tmp_path, rules, [work(1, "A1")])
    assert due(planned(given)) == []
    assert due(planned(replace(given, now=NOW + timedelta(hours=1)))) == ['follow_up.pay["S1"]']


def test_a_rule_with_a_new_name_is_a_new_rule_and_the_plan_warns(tmp_path: Path) -> None:
    rules = "  pay: {on: photos, bonus: {amount: $1, reason: Thanks}}\n"
    found = [work(1, "A1"), work(2, "A2")]
    [done, _] = served(planned(facts(tmp_path, rules, found)).deeds)
    paid = replace(done, operation="SendBonus")
    plan = planned(facts(tmp_path, rules.replace("pay:", "thank:"), found, paid))
    assert len(due(plan)) == 2
    [warning] = plan.findings
    assert "follow_up.thank: does to 1 what follow_up.pay did" in str(warning)


@pytest.mark.parametrize("each", ["assignment", "worker"])
def test_a_hit_is_taken_down_after_the_bonuses_for_its_work(tmp_path: Path, each: str) -> None:
    rules = f"  pay: {{on: photos, each: {each}, bonus: {{amount: $1, reason: Thanks}}}}\n"
    plan = planned(facts(tmp_path, rules, [work(1, "A1")]))
    [change] = after_deeds([Change(Address("hit", "photos", "a"), Action.DELETE)], plan.deeds)
    assert change.depends_on == tuple(deed.address for deed in plan.deeds)


def test_a_hit_that_goes_before_its_bonus_is_due_is_warned_of(tmp_path: Path) -> None:
    rules = "  pay: {on: photos, after: {submitted: 7d}, bonus: {amount: $1, reason: Thanks}}\n"
    plan = planned(facts(tmp_path, rules, [work(1, "A1"), work(2, "A1", "b")]))
    gone = [Change(Address("hit", "photos", "a"), Action.DELETE)]
    [warning] = never_paid(gone, plan.waiting)
    assert 'hit.photos["a"]: is taken down before follow_up.pay is due' in str(warning)


def test_a_hit_without_an_answer_has_no_majority_and_stops_no_rule(tmp_path: Path) -> None:
    rules = """\
  sure: {on: photos, each: hit, when: "{{ hit.majority.label == 'cat' }}", mark: reviewing}
"""
    seen = {
        address: Observed(f"H{address.key}", {}, {"state": "Reviewable"}, address)
        for address in (Address("hit", "photos", "a"), Address("hit", "photos", "b"))
    }
    plan = planned(replace(facts(tmp_path, rules, [work(1, "A1")]), hits=seen))
    assert (due(plan), plan.findings) == (['follow_up.sure["photos/a"]'], ())
