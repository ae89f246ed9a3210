"""What was paid, by the service for rewards and by the ledger for bonuses."""

import pytest

from tests.results.builders import entry, submission
from turkform.core.addresses import Address
from turkform.core.changes import NO_COST, Cost
from turkform.core.deeds import DeedOutcome
from turkform.core.json_types import JsonObject
from turkform.core.money import Money
from turkform.core.resources import Resource
from turkform.core.submissions import Status
from turkform.results.spending import bonuses_cost, bonuses_paid, spend_of, units_of

PHOTO = Address("hit", "photos", "img-1")


def test_bonuses_of_one_assignment_when_several_were_paid_then_add_up() -> None:
    ledger = [entry(), entry(rule="kind", amount=Money(50)), entry(assignment="3A2")]
    assert bonuses_paid(ledger) == {"3A1": Money(150), "3A2": Money(100)}


@pytest.mark.parametrize("outcome", [one for one in DeedOutcome if one is not DeedOutcome.DONE])
def test_a_bonus_when_it_is_not_known_to_be_paid_then_does_not_count(outcome: DeedOutcome) -> None:
    assert bonuses_paid([entry(outcome=outcome)]) == {}
    assert bonuses_cost([entry(outcome=outcome)]) == NO_COST


def test_an_approval_in_the_ledger_when_bonuses_are_summed_then_is_none() -> None:
    assert bonuses_paid([entry("ApproveAssignment")]) == {}


def test_the_fee_of_each_bonus_when_small_then_is_a_cent_at_least() -> None:
    ledger = [entry(amount=Money(2)), entry(rule="kind", amount=Money(100))]
    assert bonuses_cost(ledger) == Cost(Money(102), Money(21))


def test_work_of_an_earlier_life_of_a_hit_when_approved_then_costs_its_fee_too() -> None:
    attributes: JsonObject = {"reward": 100, "fee": 40, "retired": ["3OLD"]}
    units = units_of([Resource(PHOTO, "3NEW", "", attributes)])
    old = submission(hit="3OLD", status=Status.APPROVED, reward=Money(100))
    assert spend_of(units, [old], NO_COST).fees == Money(40)


def test_work_of_a_forgotten_hit_when_approved_then_costs_the_least_fee() -> None:
    one = submission(status=Status.APPROVED, reward=Money(100))
    assert spend_of({}, [one], NO_COST).fees == Money(20)
