"""The marketplace and a small independent model review the same random work."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.marketplace.core_world import World
from tests.marketplace.review_model import KEY, Answers, ReviewedHit, Rules

SCORES: Final = st.none() | st.sampled_from([1, 50, 51, 100])
RULES: Final = st.builds(
    Rules, approve=SCORES, reject=SCORES, extend=SCORES, most=st.sampled_from([2, 4, 6])
)
ANSWERS: Final = st.fixed_dictionaries({name: st.sampled_from("ab") for name in KEY})
HITS: Final = st.builds(
    ReviewedHit,
    max=st.integers(1, 4),
    known=RULES,
    plural=RULES,
    threshold=st.sampled_from([50, 60, 75]),
    disregard=st.booleans(),
    work=st.builds(list),
    known_scores=st.builds(list),
    hit_scores=st.builds(list),
)
PRICE: Final = Fraction("0.60")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    place: Path = tmp_path_factory.mktemp("reviews")
    one = World(place)
    yield one
    one.marketplace.close()


def parameter(key: str, value: object) -> dict[str, Any]:
    return {"Key": key, "Values": [str(value)]}


def parameters(rules: Rules, score: str, condition: str) -> list[dict[str, Any]]:
    """Return the parameters that both policies have under like names."""
    found = []
    if rules.approve is not None:
        found.append(parameter(f"ApproveIf{score}IsAtLeast", rules.approve))
    if rules.reject is not None:
        found.append(parameter(f"RejectIf{score}IsLessThan", rules.reject))
    if rules.extend is not None:
        found.append(parameter(condition, rules.extend))
        found.append(parameter("ExtendMaximumAssignments", rules.most))
        found.append(parameter("ExtendMinimumTimeInSeconds", 60))
    return found


def policies(model: ReviewedHit) -> dict[str, Any]:
    entries = [{"Key": name, "Values": [answer]} for name, answer in KEY.items()]
    extend = "ExtendIfKnownAnswerScoreIsLessThan"
    known = [
        {"Key": "AnswerKey", "MapEntries": entries},
        *parameters(model.known, "KnownAnswerScore", extend),
    ]
    plural = [
        {"Key": "QuestionIds", "Values": list(KEY)},
        parameter("QuestionAgreementThreshold", model.threshold),
        parameter("DisregardAssignmentIfRejected", "T" if model.disregard else "F"),
        *parameters(model.plural, "WorkerAgreementScore", "ExtendIfHITAgreementScoreIsLessThan"),
    ]
    return {
        "AssignmentReviewPolicy": policy("ScoreMyKnownAnswers", known),
        "HITReviewPolicy": policy("SimplePlurality", plural),
    }


def policy(name: str, given: list[dict[str, Any]]) -> dict[str, Any]:
    return {"PolicyName": f"{name}/2011-09-01", "Parameters": given}


def scores(world: World, hit_id: str, level: str, key: str) -> list[int]:
    """Return the scores of one kind in the order in which they were found, of all pages."""
    listed: list[dict[str, Any]] = []
    page: dict[str, Any] = {}
    while True:
        page = world.client.list_review_policy_results_for_hit(
            HITId=hit_id, MaxResults=100, **next_page(page)
        )
        listed += page.get(f"{level}ReviewReport", {}).get("ReviewResults", [])
        if "NextToken" not in page:
            return [int(one["Value"]) for one in listed if one["Key"] == key]


def next_page(page: dict[str, Any]) -> dict[str, str]:
    return {"NextToken": page["NextToken"]} if "NextToken" in page else {}


def money(world: World) -> tuple[Fraction, Fraction]:
    spent, held = world.balance()
    return Fraction(spent), Fraction(held or 0)


@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(model=HITS, answers=st.lists(ANSWERS, max_size=7))
def test_work_is_reviewed_as_the_model_reviews_it(
    world: World, model: ReviewedHit, answers: list[Answers]
) -> None:
    left, held = money(world)
    hit_id = world.hit(MaxAssignments=model.max, **policies(model))
    for number, one in enumerate(answers):
        if not model.open:
            break
        world.done(hit_id, f"AWORKER{number}", **one)
        model.submit(one)
    listed = world.client.list_assignments_for_hit(HITId=hit_id, MaxResults=100)["Assignments"]
    assert [one["AssignmentStatus"] for one in listed] == [state for _, state in model.work]
    hit = world.read(hit_id)
    assert hit["MaxAssignments"] == model.max
    assert hit["HITStatus"] == ("Assignable" if model.open else "Reviewable")
    assert scores(world, hit_id, "Assignment", "KnownAnswerScore") == model.known_scores
    assert scores(world, hit_id, "HIT", "HitAgreementScore") == model.hit_scores
    states = [state for _, state in model.work]
    paid = PRICE * states.count("Approved")
    waiting = PRICE * (model.max - states.count("Approved") - states.count("Rejected"))
    assert money(world) == (left - paid - waiting, held + waiting)
