"""The protocol itself: every small schedule of trouble, many long ones, and broken rules.

What a model cannot show is whether the program follows it; the sweep and the simulation do that.
"""

from itertools import islice

import pytest

from tests.model.rules import HOUR, MUTANTS, Rules
from tests.model.schedules import APPROVAL, BONUS, MAIL, exhaustive, played, random_trial
from tests.model.world import Effect

SEEDS = 3_000
ALL_SEEDS = 1_000_000
MUTANT_SEEDS = 4_000


@pytest.mark.parametrize("effect", [BONUS, APPROVAL, MAIL], ids=lambda effect: effect.key)
def test_two_runs_in_trouble_whatever_it_is_then_everything_happens_once(effect: Effect) -> None:
    for troubles in exhaustive(gaps=(0, 26 * HOUR)):
        assert not played(Rules(), (effect,), troubles), troubles


@pytest.mark.sweep
@pytest.mark.parametrize("effect", [BONUS, APPROVAL, MAIL], ids=lambda effect: effect.key)
def test_two_runs_in_trouble_with_every_gap_then_everything_happens_once(effect: Effect) -> None:
    for troubles in exhaustive():
        assert not played(Rules(), (effect,), troubles), troubles


def test_long_schedules_with_pauses_takeovers_and_lost_states_change_nothing() -> None:
    for seed in range(SEEDS):
        assert not random_trial(Rules(), seed), f"seed {seed}"


@pytest.mark.sweep
def test_a_million_long_schedules_change_nothing() -> None:
    for seed in range(ALL_SEEDS):
        assert not random_trial(Rules(), seed), f"seed {seed}"


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_rule_is_caught(mutant: str) -> None:
    trials = (random_trial(MUTANTS[mutant], seed) for seed in range(MUTANT_SEEDS))
    assert next(islice(filter(None, trials), 1), None), mutant
