"""Which changes `--target` and `--exclude` leave in a plan."""

import pytest

from turkform.core.addresses import Address
from turkform.core.changes import Action, Change
from turkform.planning.choosing import chosen
from turkform.planning.options import PlanOptions

SEEN = Address("qualification_type", "seen")
LOOK = Address("hit_type", "look")
FIRST, SECOND = Address("hit", "pages", "a"), Address("hit", "pages", "b")


def changes(**actions: Action) -> dict[Address, Change]:
    made = {
        SEEN: Change(SEEN, actions.get("seen", Action.CREATE)),
        LOOK: Change(LOOK, actions.get("look", Action.CREATE), depends_on=(SEEN,)),
        FIRST: Change(FIRST, Action.CREATE, depends_on=(LOOK,)),
        SECOND: Change(SECOND, Action.CREATE, depends_on=(LOOK,)),
    }
    return {address: change for address, change in made.items() if change.action != Action.NO_OP}


def left(options: PlanOptions, **actions: Action) -> set[Address]:
    return set(chosen(changes(**actions), options))


def test_a_target_takes_along_what_it_depends_on() -> None:
    assert left(PlanOptions(target=(str(FIRST),))) == {SEEN, LOOK, FIRST}


def test_a_target_does_not_take_along_what_depends_on_it() -> None:
    assert left(PlanOptions(target=("hit_type.look",))) == {SEEN, LOOK}


def test_what_is_excluded_keeps_back_everything_that_needs_it() -> None:
    assert left(PlanOptions(exclude=("hit_type.look",))) == {SEEN}


@pytest.mark.parametrize("action", [Action.NO_OP, Action.UPDATE])
def test_what_is_excluded_and_there_already_keeps_nothing_back(action: Action) -> None:
    found = left(PlanOptions(exclude=("hit_type.look",)), look=action)
    assert found == {SEEN, FIRST, SECOND}


def test_a_target_that_needs_what_is_excluded_is_not_done() -> None:
    options = PlanOptions(target=("hit.pages",), exclude=("qualification_type.*", str(SECOND)))
    assert left(options) == set()
