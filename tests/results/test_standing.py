"""How a study stands, from submissions and HITs made by hand."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.results.builders import NOON, entry, submission
from turkform.core.addresses import Address
from turkform.core.diagnostics import Diagnostic, Severity
from turkform.core.figures import Pay, Progress, Spend, Workload
from turkform.core.money import Money
from turkform.core.resources import Observed, Resource
from turkform.core.standing import Account, Decided, Forecast, GroupStanding, Standing
from turkform.core.submissions import Status, Submission
from turkform.render.lines import plain
from turkform.render.standing import standing_json, standing_lines, standing_markdown
from turkform.results.spending import units_of
from turkform.results.standing import (
    decided_by,
    forecast_of,
    groups_of,
    reserved_for,
    standing_warnings,
)

PROGRESS = Progress("photos", 9, waiting=3, approved=2, rejected=1)
HITS = [
    Resource(Address("hit", "photos", f"img-{n}"), f"3H{n}", "", {"reward": 10, "fee": 2})
    for n in range(3)
]


def seen(number: int, **status: Any) -> dict[Address, Observed]:
    address = HITS[number].address
    facts = {"available": 0, "pending": 0, "completed": 0, "expired": False} | status
    return {address: Observed(f"3H{number}", {}, facts, address)}


def group(live: dict[Address, Observed], *submissions: Submission) -> GroupStanding:
    [found] = groups_of([PROGRESS], HITS, live, submissions)
    return found


def handed_in(*hours: float) -> list[Submission]:
    return [
        submission(f"3A{n}", submitted_at=NOON + timedelta(hours=h)) for n, h in enumerate(hours)
    ]


def left(count: int, expires: datetime | None = None) -> GroupStanding:
    return GroupStanding(PROGRESS, 3, open=count, expires=expires)


def test_hits_that_are_not_live_any_more_when_counted_then_are_gone() -> None:
    found = group(seen(0, available=2) | seen(1, pending=1))
    assert (found.hits, found.gone, found.open, found.working) == (3, 1, 2, 1)


def test_a_hit_that_expired_when_counted_then_offers_nothing_any_more() -> None:
    found = group(seen(0, available=2, expired=True))
    assert (found.open, found.expired) == (0, 1)


def test_the_next_automatic_approval_when_work_waits_then_is_the_earliest() -> None:
    late, early = NOON + timedelta(days=2), NOON + timedelta(days=1)
    waiting = [submission(auto_approves_at=late), submission("3B", auto_approves_at=early)]
    done = submission("3C", status=Status.APPROVED, auto_approves_at=NOON)
    assert group(seen(0), *waiting, done).next_automatic == early


def test_money_that_is_held_when_summed_then_leaves_out_what_nobody_can_take() -> None:
    live = [*seen(0, available=2).values(), *seen(1, available=5, expired=True).values()]
    waiting = submission(hit="3H1")
    decided = submission("3B", hit="3H1", status=Status.APPROVED)
    assert reserved_for(units_of(HITS), live, [waiting, decided]) == Money(3 * 12)


def test_decisions_when_counted_then_tell_rules_clock_and_people_apart() -> None:
    decided = [
        submission("3A", status=Status.APPROVED, approved_at=NOON),
        submission("3B", status=Status.APPROVED, approved_at=NOON, auto_approves_at=NOON),
        submission("3C", status=Status.REJECTED),
    ]
    ledger = [entry("RejectAssignment", assignment="3C")]
    assert decided_by(decided, ledger) == Decided(by_rule=1, automatically=1, by_hand=1)


def test_the_finish_when_work_goes_on_like_the_last_day_then_is_told() -> None:
    found = forecast_of([left(20)], handed_in(0, 1, 2, 3, 4), NOON + timedelta(hours=5))
    assert found.per_hour == 1.0
    assert found.finish == NOON + timedelta(hours=25)


def test_the_finish_when_nothing_came_in_the_last_day_then_is_unknown() -> None:
    found = forecast_of([left(20)], handed_in(0, 1), NOON + timedelta(days=3))
    assert (found.per_hour, found.finish, found.left) == (0, None, 20)


def test_the_finish_when_nobody_has_worked_then_is_unknown() -> None:
    assert forecast_of([left(20)], [], NOON) == Forecast(left=20)


def test_the_finish_when_hits_expire_before_then_is_warned_of() -> None:
    groups = [left(20, expires=NOON + timedelta(hours=6))]
    found = forecast_of(groups, handed_in(0, 1, 2), NOON + timedelta(hours=3))
    assert found.too_late
    assert "at this pace" in str(standing_warnings(groups, found)[0])


def test_gone_and_expired_hits_when_there_are_any_then_are_warned_of() -> None:
    groups = [GroupStanding(PROGRESS, 3, gone=1, expired=2)]
    texts = [str(one) for one in standing_warnings(groups, Forecast())]
    assert "1 HIT was deleted outside of turkform" in texts[0]
    assert "2 HITs were not taken by enough workers" in texts[1]


STANDING = Standing(
    "photo-labels",
    "lab",
    NOON,
    [GroupStanding(PROGRESS, 3, open=3, working=1, expires=NOON, next_automatic=NOON)],
    Workload(4, 1.5, 2),
    Decided(1, 1, 1),
    Forecast(2.5, 24.0, 4, NOON + timedelta(hours=36)),
    Pay((9.5,), Money(900), 9.5, 10.25, 8.75, 0.25),
    Account(Spend(Money(20), Money(4)), Money(84), Money(10_000), Money(132), Money(50_000)),
    unresolved=2,
    holder="ann@host",
    unreadable=1,
    warnings=[Diagnostic("look here", None, "hit.photos", "Do something", Severity.WARNING)],
)


@pytest.mark.parametrize(
    "part",
    [
        "6 of 9 submitted (67%), 2 approved, 1 rejected, 3 waiting",
        "done about 2026-11-26 00:00 UTC, in 36.0 hours",
        "3: 1 by rule, 1 automatically, 1 by hand; 66.7% approved",
        "$9.50 in the middle, $10.25 on average, $8.75 all rewards over all hours",
        "target $9.00, 25% of the submissions below it",
        "$0.24: $0.20 rewards, $0.04 fees",
        "2 outcomes; turkform resolve lists them",
        "held by ann@host",
        "hit.photos: look here. Do something",
    ],
)
def test_a_standing_when_shown_then_tells_it(part: str) -> None:
    assert part in " ".join(plain(standing_lines(STANDING, 200)).split())
    if "submitted" not in part:
        assert part in standing_markdown(STANDING)


def test_a_standing_as_json_when_read_back_then_has_amounts_as_text() -> None:
    found = json.loads(standing_json(STANDING))
    assert found["groups"][0]["share"] == 0.6667
    assert found["money"]["paid"] == "0.24"
    assert found["hourly_pay"]["target"] == "9.00"
    assert found["pace"]["finish"] == "2026-11-26T00:00:00+00:00"
    assert found["warnings"] == ["hit.photos: look here. Do something"]


def test_a_standing_when_the_terminal_is_narrow_then_fits() -> None:
    lines = plain(standing_lines(STANDING, 50)).splitlines()
    assert max(map(len, lines)) <= 50
