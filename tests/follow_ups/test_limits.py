"""What a rule may not do, and what happens when it goes wrong: always before anything is sent."""

import json
import re
from typing import Any

import pytest

from tests.engine.served import World
from turkform.cli.main import run

PAY = """
follow_ups:
  accept: {on: pictures, approve: {}}
  pay: {on: pictures, bonus: {amount: $1.00, reason: Good work}}
"""
TORN = """
follow_ups:
  accept: {on: pictures, approve: {}}
  refuse: {on: pictures, when: "{{ answer.label == 'dog' }}", reject: {feedback: No.}}
"""


def worked(world: World, more: str, *workers: str, label: str = "cat") -> None:
    """Everybody hands in all three HITs."""
    world.write("a", "b", "c", assignments=4, more=more)
    assert world.apply() == 0
    for worker in workers or ("A1ANN",):
        for hit in world.hits():
            world.work(hit, worker, label)


def planned(world: World, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["plan", str(world.folder), "--env", "lab", "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_rule_that_fails_for_one_row_stops_itself_and_no_other(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = """
follow_ups:
  accept: {on: pictures, approve: {}}
  broken: {on: pictures, bonus: {amount: "{{ 1 / (worker.submitted - 3) }}", reason: Oops}}
"""
    worked(world, rules)
    plan = planned(world, capsys)
    [finding] = plan["diagnostics"]
    assert finding["severity"] == "error"
    assert "campaign.yaml:" in finding["message"]
    assert re.search(r'row \d, hit\.pictures\["[abc]"\], assignment', finding["message"])
    assert "division by zero" in finding["message"]
    assert world.apply() == 9
    assert len(world.executed("ApproveAssignment")) == 3
    assert not world.executed("SendBonus")


def test_work_that_two_rules_disagree_about_is_left_alone_by_both(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    worked(world, TORN)
    world.work(world.hits()[0], "A2BEN", "dog")
    [finding] = planned(world, capsys)["diagnostics"]
    assert "follow_up.refuse rejects it" in finding["message"]
    assert world.apply() == 9
    assert len(world.executed("ApproveAssignment")) == 3
    assert not world.executed("RejectAssignment")


def test_too_many_rejections_are_refused(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    rules = """
follow_ups:
  refuse: {on: pictures, when: "{{ answer.label == 'dog' }}", reject: {feedback: No.}}
"""
    worked(world, rules, label="dog")
    assert world.apply() == 5
    assert "at most 10% may be rejected" in capsys.readouterr().err
    assert not world.executed("RejectAssignment")


def test_a_worker_gets_no_more_than_the_campaign_allows(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    worked(world, f"budget: {{per_worker: $2.50}}\n{PAY}")
    assert world.apply() == 5
    assert "per_worker: 1 workers would get more than $2.50" in capsys.readouterr().err
    assert not world.executed("SendBonus")


def test_bonuses_count_against_the_budget_before_the_first_call(world: World) -> None:
    # 12 assignments at $0.06 with a cent of fee each, and three bonuses at $1.20 with fee
    worked(world, f"budget: {{spend: $4.00}}\n{PAY}")
    assert world.apply() == 5
    assert not world.executed("SendBonus")


@pytest.mark.parametrize(("limit", "text"), [
    ("bonuses: $2.99", "$3.00 of bonuses are due, $2.99 are allowed"),
    ("messages: 0", "1 mails are due, 0 are allowed"),
])  # fmt: skip
def test_named_limits_stop_a_plan(
    world: World, capsys: pytest.CaptureFixture[str], limit: str, text: str
) -> None:
    mail = "  mail: {on: pictures, each: worker, message: {subject: Hi, text: Hello}}\n"
    worked(world, PAY + mail)
    campaign = world.folder / "campaign.yaml"
    known = campaign.read_text(encoding="utf-8")
    campaign.write_text(known.replace("{deletes: 100%}", f"{{{limit}}}"), encoding="utf-8")
    assert world.apply() == 5
    assert text in capsys.readouterr().err


def test_a_changed_rule_serves_nobody_twice_and_says_so(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    worked(world, PAY)
    assert world.apply() == 0
    world.write("a", "b", "c", assignments=4, more=PAY.replace("$1.00", "$2.00"))
    [finding] = planned(world, capsys)["diagnostics"]
    assert "has changed since it served 3, whom it does not serve again" in finding["message"]
    assert world.apply() == 0
    assert [one["BonusAmount"] for one in world.executed("SendBonus")] == ["1.00"] * 3


def test_only_the_rule_that_is_targeted_is_carried_out(world: World) -> None:
    worked(world, PAY)
    assert world.apply("--target", "follow_up.accept") == 0
    assert (len(world.executed("ApproveAssignment")), world.executed("SendBonus")) == (3, [])


@pytest.mark.parametrize("options", [
    ("--approve", "create,update"), ("--approve", "create,email"),
])  # fmt: skip
def test_paying_needs_an_approval_of_its_own(world: World, options: tuple[str, str]) -> None:
    worked(world, PAY)
    assert run(["apply", str(world.folder), "--env", "lab", *options]) == 8
    assert not world.executed("ApproveAssignment")


def test_what_approvals_pay_counts_against_max_spend(world: World) -> None:
    worked(world, "\nfollow_ups:\n  accept: {on: pictures, approve: {}}\n")
    # three times $0.06 and a cent of fee
    assert world.apply("--max-spend", "$0.20") == 5
    assert world.apply("--max-spend", "$0.21") == 0


def test_work_that_was_approved_by_the_clock_meanwhile_needs_no_rule(world: World) -> None:
    worked(world, "\nfollow_ups:\n  accept: {on: pictures, approve: {}}\n")
    world.advance("4d")
    assert world.apply() == 0
    assert world.executed("ApproveAssignment") == []


def test_approving_another_campaigns_work_is_refused(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.write("a", more="\nfollow_ups:\n  accept: {on: other/pictures, approve: {}}\n")
    assert world.apply() == 4
    assert "only work of its own campaign" in capsys.readouterr().err
