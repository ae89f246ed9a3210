"""Qualification requirements, evaluated (API reference 10.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turkform.marketplace.domain.locales import Locale
from turkform.marketplace.domain.requirements import (
    Action,
    Comparator,
    Guard,
    Requirement,
    Standing,
    allows,
    unmet,
)

TRAINED = "3QUALIFICATIONTYPE000000000001"


def requirement(
    comparator: str, *values: int | Locale, guard: Guard = Guard.ACCEPT, type_id: str = TRAINED
) -> Requirement:
    return Requirement(
        type_id,
        Comparator(comparator),
        integers=tuple(value for value in values if isinstance(value, int)),
        locales=tuple(value for value in values if isinstance(value, Locale)),
        guard=guard,
    )


@pytest.mark.parametrize(
    ("comparator", "passing", "failing"),
    [
        ("LessThan", [79], [80, 81]),
        ("LessThanOrEqualTo", [79, 80], [81]),
        ("GreaterThan", [81], [79, 80]),
        ("GreaterThanOrEqualTo", [80, 81], [79]),
        ("EqualTo", [80], [79, 81]),
        ("NotEqualTo", [79, 81], [80]),
        ("In", [80], [79]),
        ("NotIn", [79], [80]),
    ],
)
def test_a_score_is_compared_with_the_required_value(
    comparator: str, passing: list[int], failing: list[int]
) -> None:
    rule = requirement(comparator, 80)
    assert all(rule.is_met_by(Standing(value)) for value in passing)
    assert not any(rule.is_met_by(Standing(value)) for value in failing)


@pytest.mark.parametrize(
    "comparator", [c for c in Comparator if c is not Comparator.DOES_NOT_EXIST]
)
def test_a_worker_without_the_qualification_fails_every_other_comparison(
    comparator: Comparator,
) -> None:
    assert not requirement(comparator, 80).is_met_by(None)


def test_presence_is_all_that_exists_and_does_not_exist_look_at() -> None:
    assert requirement("Exists").is_met_by(Standing())
    assert requirement("Exists").is_met_by(Standing(0))
    assert requirement("DoesNotExist").is_met_by(None)
    assert not requirement("DoesNotExist").is_met_by(Standing(0))


def test_a_qualification_without_a_score_fails_a_comparison_of_scores() -> None:
    assert not requirement("LessThan", 80).is_met_by(Standing())
    assert not requirement("NotEqualTo", 80).is_met_by(Standing())


@pytest.mark.parametrize(
    ("comparator", "home", "met"),
    [
        ("EqualTo", Locale("US", "WA"), True),
        ("EqualTo", Locale("CA"), False),
        ("In", Locale("GB"), True),
        ("In", Locale("DE"), False),
        ("NotEqualTo", Locale("US", "WA"), False),
        ("NotIn", Locale("DE"), True),
        ("GreaterThan", Locale("US"), False),
    ],
)
def test_a_country_covers_its_states(comparator: str, home: Locale, met: bool) -> None:
    values = [Locale("US"), Locale("GB")] if comparator.endswith("In") else [Locale("US")]
    assert requirement(comparator, *values).is_met_by(Standing(locale=home)) is met


def test_a_state_does_not_cover_its_country_or_another_state() -> None:
    rule = requirement("EqualTo", Locale("US", "WA"))
    assert rule.is_met_by(Standing(locale=Locale("US", "WA")))
    assert not rule.is_met_by(Standing(locale=Locale("US")))
    assert not rule.is_met_by(Standing(locale=Locale("US", "NY")))


@pytest.mark.parametrize(
    ("guard", "kept_from"),
    [
        (Guard.ACCEPT, {Action.ACCEPT}),
        (Guard.PREVIEW, {Action.ACCEPT, Action.PREVIEW}),
        (Guard.DISCOVER, {Action.ACCEPT, Action.PREVIEW, Action.DISCOVER}),
    ],
)
def test_a_guard_keeps_a_failing_worker_from_its_actions_only(
    guard: Guard, kept_from: set[Action]
) -> None:
    rule = requirement("Exists", guard=guard)
    assert {action for action in Action if not allows([rule], {}, action)} == kept_from


def test_the_unmet_requirements_are_named_in_their_order() -> None:
    rules = [
        requirement("Exists", type_id="3A"),
        requirement("Exists", type_id="3B"),
        requirement("Exists", type_id="3C", guard=Guard.PREVIEW),
    ]
    missing = unmet(rules, {"3B": Standing(1)}, Action.ACCEPT)
    assert [one.type_id for one in missing] == ["3A", "3C"]


SCORES = st.integers(-5, 5)
RULES = st.builds(
    Requirement,
    st.sampled_from(["3A", "3B"]),
    st.sampled_from(Comparator),
    integers=st.tuples(SCORES),
    guard=st.sampled_from(Guard),
)


@given(st.lists(RULES, max_size=4), st.dictionaries(st.sampled_from(["3A", "3B"]), SCORES))
def test_who_may_accept_may_preview_and_who_may_preview_may_discover(
    rules: list[Requirement], scores: dict[str, int]
) -> None:
    held = {type_id: Standing(score) for type_id, score in scores.items()}
    may = {action: allows(rules, held, action) for action in Action}
    assert may[Action.ACCEPT] <= may[Action.PREVIEW] <= may[Action.DISCOVER]


@given(SCORES, st.lists(SCORES, min_size=1, max_size=4))
def test_not_in_is_the_opposite_of_in_for_whoever_holds_a_score(
    score: int, values: list[int]
) -> None:
    inside = requirement("In", *values).is_met_by(Standing(score))
    assert requirement("NotIn", *values).is_met_by(Standing(score)) is not inside
