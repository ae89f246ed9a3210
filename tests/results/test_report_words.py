"""Numbers and terms in the words of a report."""

from datetime import timedelta
from pathlib import Path

import pytest

from turkform.loading import load
from turkform.results.report.terms import terms_of
from turkform.results.report.words import lasting, share, span

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0%"), (0.333, "33%"), (0.989, "99%"), (0.9989, "99%"), (1, "100%")],
)
def test_a_share_when_it_is_not_everything_then_is_not_told_as_everything(
    value: float, text: str
) -> None:
    assert share(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(45, "45 s"), (150, "2.5 min"), (4_800, "1 h 20 min")]
)
def test_working_time_when_told_then_has_a_fitting_unit(seconds: int, text: str) -> None:
    assert span(seconds) == text


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(seconds=90), "90 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_chosen_duration_when_told_then_is_whole(duration: timedelta, text: str) -> None:
    assert lasting(duration) == text


def test_requirements_when_told_then_read_as_in_the_campaign() -> None:
    [terms] = terms_of(load(CAMPAIGNS / "photo-labels", None, {}))
    assert list(terms.requirements) == [
        "system.percent_approved at least 95",
        "system.locale in US, CA, GB",
        "trained at least 80",
        "took-part not held",
    ]
