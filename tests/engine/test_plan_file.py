"""The age of a saved plan, and that documents come back as they went."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from turkform.core.addresses import Address
from turkform.core.changes import Action, Change, Cost, FieldChange, Reason
from turkform.core.errors import Stale
from turkform.core.money import Money
from turkform.core.plan import Binding, Finances, FollowUpGroup, FollowUpItem, Plan, Provenance
from turkform.core.resources import Resource
from turkform.engine.plan_document import PlanDocument, decode, encode
from turkform.engine.plan_file import check_same, check_usable, sealed

KEY = b"k" * 32
MADE = datetime(2026, 11, 24, 12, tzinfo=UTC)
BINDING = Binding("lab", "https://hits.lab.example", "1", "photos", "l", 7, {"campaign.yaml": "ab"})
HIT = Address("hit", "photos", "a")
ORIGIN = {"project": "p", "folder": "/study", "relative": "."}


class State:
    """As much of a state as a saved plan asks."""

    @property
    def plan_key(self) -> bytes:
        return KEY

    def __init__(self, used: str = "") -> None:
        self.used = used

    def used_plan(self, plan_id: str) -> str:
        return self.used if plan_id else ""


def a_plan(cents: int = 12) -> Plan:
    change = Change(
        HIT,
        Action.UPDATE,
        (Reason.FIELD_CHANGED,),
        (FieldChange("max_assignments", 2, 3),),
        Resource(HIT, "3ABC", "before"),
        None,
        (Address("hit_type", "look"),),
        Cost(Money(cents), Money(-2)),
    )
    deeds = (FollowUpItem(Address("follow_up", "bonus", "w"), "A1", Money(100), "Thanks"),)
    return Plan(
        BINDING,
        Provenance("c0ffee", dirty=True, tool_version="1"),
        MADE,
        (change,),
        follow_ups=(FollowUpGroup("bonus", "bonus", deeds, Cost(Money(100), Money(20))),),
        finances=Finances(Cost(Money(cents), Money(-2)), balance=Money(10_000)),
    )


def document(plan: Plan | None = None) -> PlanDocument:
    return sealed(encode(plan or a_plan(), "0" * 32, ORIGIN, {"reward": "0.12"}), KEY)


def test_a_document_decoded_and_encoded_again_is_the_same() -> None:
    saved = document()
    again = decode(saved)
    assert again.changes[0].cost == Cost(Money(12), Money(-2))
    assert document(again) == saved


@pytest.mark.parametrize("age", [timedelta(hours=25), timedelta(minutes=-6)])
def test_a_plan_older_than_a_day_or_from_the_future_is_refused(age: timedelta) -> None:
    with pytest.raises(Stale, match="lives for 24 hours"):
        check_usable(document(), BINDING, State(), MADE + age)


def test_a_plan_of_today_is_usable() -> None:
    check_usable(document(), BINDING, State(), MADE + timedelta(hours=23))


def test_a_plan_that_the_state_remembers_is_refused() -> None:
    with pytest.raises(Stale, match="applied already"):
        check_usable(document(), BINDING, State("yesterday by a colleague"), MADE)


@pytest.mark.parametrize("name", ["endpoint", "account", "campaign", "lineage"])
def test_a_plan_for_something_else_is_refused_by_its_name(name: str) -> None:
    changes: dict[str, Any] = {name: "other"}
    other = replace(BINDING, **changes)
    with pytest.raises(Stale, match=name):
        check_usable(document(), other, State(), MADE)


def test_a_cost_that_differs_when_planned_again_is_refused() -> None:
    with pytest.raises(Stale, match="not the same"):
        check_same(document(), a_plan(cents=13))
