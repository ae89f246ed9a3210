"""Which work is approved by the clock before anybody has looked at it."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.results.builders import NOON, submission
from turkform.core.submissions import Status, Submission
from turkform.loading import load
from turkform.planning.auto_approval import auto_approval_warnings, deciding_delays

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"

RULED = {"photos": timedelta(0)}


def due(hours: int, **changes: Any) -> Submission:
    return submission(auto_approves_at=NOON + timedelta(hours=hours), **changes)


def warned(
    *submissions: Submission, delays: dict[str, timedelta] = RULED, now: datetime = NOON
) -> list[str]:
    return [str(one) for one in auto_approval_warnings(submissions, delays, now)]


def test_work_that_is_due_within_a_day_when_no_rule_has_decided_then_is_warned_of() -> None:
    [text] = warned(due(5), due(3), due(40))
    assert text.startswith("hit.photos: 2 submissions will be approved automatically")
    assert "the first at 2026-11-24 15:00 UTC" in text


def test_work_that_is_due_later_when_rules_can_still_decide_then_is_no_matter() -> None:
    assert warned(due(25)) == []


def test_a_rule_that_speaks_after_the_automatic_approval_when_work_waits_then_is_warned_of() -> (
    None
):
    [text] = warned(due(72), delays={"photos": timedelta(days=4)})
    assert "shorten after: submitted:" in text


@pytest.mark.parametrize(
    "one",
    [
        due(1, status=Status.APPROVED),
        due(1, status=Status.REJECTED),
        due(1, gone=True),
        submission(),
    ],
    ids=["approved", "rejected", "gone", "never"],
)
def test_work_that_is_decided_gone_or_never_due_when_looked_at_then_is_no_matter(
    one: Submission,
) -> None:
    assert warned(one) == []


def test_a_group_without_deciding_rules_when_work_is_due_then_is_no_matter() -> None:
    assert warned(due(1), delays={}) == []


def test_the_groups_of_an_example_when_rules_approve_and_reject_then_have_their_delay() -> None:
    campaign = load(CAMPAIGNS / "photo-labels", None, {})
    assert deciding_delays(campaign) == {"photos": timedelta(0)}
    assert deciding_delays(load(CAMPAIGNS / "quickstart", None, {})) == {}
