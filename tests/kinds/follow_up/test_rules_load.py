"""Follow-ups as they are written: every action is taken, wrong names are found with a place."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from turkform.config.campaign import Campaign
from turkform.config.load import load_campaign
from turkform.config.templates import TemplateFailed
from turkform.core.errors import ConfigurationInvalid
from turkform.core.money import Money
from turkform.kinds.follow_up.spec import SECTION
from turkform.kinds.sections import SECTIONS

STUDY = """
campaign: study
variables: {bonus: {type: money, default: $0.50}}
qualification_types:
  trained:
    name: Trained
    description: Passed.
    test: {duration: 20m, questions: [{id: why, text: Why}]}
hit_types:
  label: {title: Label, description: Label it., reward: $1, assignment_duration: 10m}
hits:
  photos:
    hit_type: label
    for_each: {rows: [{photo: a, check: "yes"}], key: photo}
    question: {html: page.html.j2}
follow_ups:
  rule: """
PAGE = """<form><input name="label"><input name="check"><input type="submit"></form>
<script>turkSetAssignmentID();</script>"""

Load = Callable[..., Campaign]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def write_and_load(rule: str, page: str = PAGE) -> Campaign:
        (tmp_path / "page.html.j2").write_text(page)
        (tmp_path / "list.csv").write_text("WorkerId,amount\nA1,0.10\nA2,0.20\n")
        (tmp_path / "mail.txt.j2").write_text("Hello,\nyou did {{ worker.approvd }} of them.\n")
        (tmp_path / "campaign.yaml").write_text(STUDY + rule + "\n")
        return load_campaign(tmp_path, SECTIONS, root=tmp_path)

    return write_and_load


def problem(load: Load, rule: str, page: str = PAGE) -> str:
    with pytest.raises(ConfigurationInvalid) as caught:
        load(rule, page)
    [found] = caught.value.diagnostics
    return str(found)


@pytest.mark.parametrize(
    ("action", "each"),
    [
        ("approve: {feedback: 'Thanks, {{ row.photo }}'}", "assignment"),
        ("approve: {override_rejection: true}", "assignment"),
        ("when: '{{ answer.check != row.check }}', reject: {feedback: No.}", "assignment"),
        ("bonus: {amount: '{{ worker.approved * 0.1 }}', reason: Good}", "assignment"),
        ("each: worker, bonus: {amount: '{{ var.bonus }}', reason: Good}", "worker"),
        ("message: {subject: Hello, text: Thanks.}", "assignment"),
        ("grant: {qualification: trained, value: '{{ worker.approved }}'}", "assignment"),
        ("revoke: {qualification: trained, reason: Old}", "assignment"),
        ("each: worker, block: {reason: Spam}", "worker"),
        ("each: worker, unblock: {reason: Sorry}", "worker"),
        ("extend: {assignments: 2, lifetime: 1d}", "hit"),
        ("when: '{{ hit.agreement < 0.5 }}', extend: {assignments: 1}", "hit"),
        ("mark: reviewing", "hit"),
        ("each: worker, limit: 3, order_by: '{{ worker.agreement }}', block: {reason: R}",
         "worker"),
    ],
)  # fmt: skip
def test_an_action_on_a_group_is_taken(load: Load, action: str, each: str) -> None:
    campaign = load(f"{{on: photos, {action}}}")
    assert campaign.of(SECTION)["rule"].each == each


def test_a_request_for_a_qualification_is_decided_by_its_answers(load: Load) -> None:
    rule = "{on_requests: trained, when: '{{ answer.why != \"\" }}', accept_request: {value: 80}}"
    assert load(rule).of(SECTION)["rule"].each == "request"
    wrong = rule.replace("answer.why", "answer.wy")
    assert "there is no answer.wy. Did you mean \"why\"?" in problem(load, wrong)  # fmt: skip


def test_a_worker_who_could_not_submit_is_named_by_a_list(load: Load) -> None:
    rule = "{from_csv: list.csv, compensate: {amount: '{{ listed.amount }}', reason: Broken page}}"
    campaign = load(rule)
    spec = campaign.of(SECTION)["rule"]
    assert spec.from_csv is not None
    assert spec.from_csv.key == "WorkerId"
    assert [row.key for row in campaign.lists["rule"]] == ["A1", "A2"]
    assert "there is no listed.amont" in problem(load, rule.replace("amount }}", "amont }}"))


def test_a_variable_becomes_the_amount_and_an_expression_stays_one(load: Load) -> None:
    campaign = load(
        "{on: photos, when: '{{ var.bonus == \"0.50\" }}', after: {approved: 7d}, "
        "bonus: {amount: '{{ var.bonus }}', reason: Good}}"
    )
    spec = campaign.of(SECTION)["rule"]
    assert spec.bonus is not None
    assert spec.bonus.amount == Money(50)
    assert spec.after == {"approved": timedelta(days=7)}
    assert spec.when is not None
    assert spec.when.holds({"var": campaign.variables})


def test_a_verdict_that_is_neither_true_nor_false_is_a_mistake(load: Load) -> None:
    spec = load("{on: photos, when: '{{ answer.label }}', approve: {}}").of(SECTION)["rule"]
    assert spec.when is not None
    with pytest.raises(TemplateFailed, match="neither true nor false"):
        spec.when.holds({"answer": {"label": "cat"}})
    with pytest.raises(TemplateFailed, match="no attribute 'label'"):
        spec.when.holds({"answer": {}})


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{on: photos, when: '{{ answer.lable }}', approve: {}}",
         'follow_ups.rule.when: there is no answer.lable. Did you mean "label"?'),
        ("{on: photos, when: '{{ row.chek }}', approve: {}}",
         'there is no row.chek. Did you mean "check"?'),
        ("{on: photos, when: '{{ var.bonos }}', approve: {}}",
         'there is no var.bonos. Did you mean "bonus"?'),
        ("{on: photos, when: '{{ asignment.id }}', approve: {}}", 'Did you mean "assignment"?'),
        ("{on: photos, each: worker, when: '{{ answer.label }}', block: {reason: x}}",
         "'answer' is not known in a rule for each worker"),
        ("{on: photos, when: '{{ 1 + }}', approve: {}}", "follow_ups.rule.when: "),
        ("{on: photos, when: 'answer.label', approve: {}}", "is not one expression"),
        ("{on: photos, when: '{{ 1 }} and {{ 2 }}', approve: {}}", "is not one expression"),
        ("{on: photoz, approve: {}}", "there is no HIT 'photoz'. Did you mean \"photos\"?"),
        ("{on: photos, after: {aproved: 1d}, approve: {}}", 'Did you mean "approved"?'),
        ("{on: photos, after: {rule: 1d}, approve: {}}", "waits for itself through after:"),
        ("{on: photos, approve: {}, reject: {feedback: x}}", "expected exactly one of approve"),
        ("{on: photos, reject: {feedback: No.}}", "or it would reject everybody"),
        ("{on: photos, each: worker, approve: {}}", "approve: is done to each assignment"),
        ("{on: photos, extend: {}}", "expected assignments:, lifetime: or both"),
        ("{on: photos, accept_request: {}}", "on_requests: goes with accept_request:"),
        ("{compensate: {amount: $1, reason: x}}", "expected one of on:, on_requests:, from_csv:"),
        ("{on: photos, each: worker, order_by: '{{ worker.approved }}', block: {reason: x}}",
         "order_by: needs limit:"),
        ("{on: photos, message: {subject: " + "x" * 201 + ", text: x}}", "at most 200 are taken"),
        ("{on: photos, mark: done}", "reviewing"),
        ("{on: photos, grant: {qualification: traned}}", 'Did you mean "trained"?'),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_reported_with_its_place(
    load: Load, rule: str, expected: str
) -> None:
    found = problem(load, rule)
    assert found.startswith("campaign.yaml:17:")
    assert expected in found


def test_a_wrong_name_in_a_message_file_is_reported_with_its_line(load: Load) -> None:
    found = problem(load, "{on: photos, message: {subject: Hi, text: {file: mail.txt.j2}}}")
    assert found.startswith("mail.txt.j2:2:1: follow_ups.rule.message.text.file: ")
    assert 'there is no worker.approvd. Did you mean "approved"?' in found


@pytest.mark.parametrize(
    "page",
    [
        PAGE + "<script>document.createElement('input')</script>",
        '<form><input name="{{ row.photo }}"></form>',
        '<crowd-form><crowd-input name="label"></crowd-input></crowd-form>',
    ],
)
def test_a_page_that_may_ask_for_more_than_it_shows_leaves_answers_alone(
    load: Load, page: str
) -> None:
    load("{on: photos, when: '{{ answer.surprise == 1 }}', approve: {}}", page)


def test_a_group_of_another_campaign_is_named_with_a_slash(load: Load) -> None:
    campaign = load("{on: [photos, pilot/photos], each: worker, grant: {qualification: trained}}")
    assert campaign.of(SECTION)["rule"].on == ("photos", "pilot/photos")


def test_work_of_another_campaign_is_not_decided_here(load: Load) -> None:
    found = problem(load, "{on: [photos, pilot/photos], approve: {}}")
    assert "approve: touches only work of its own campaign, and pilot/photos is another's" in found
