"""Qualifications that come from a worker's history (API reference 10.2)."""

from __future__ import annotations

import pytest

from turkform.marketplace.domain.locales import Locale
from turkform.marketplace.domain.requirements import Standing
from turkform.marketplace.domain.system_qualifications import (
    ADULT,
    LOCALE,
    MASTERS,
    NUMBER_APPROVED,
    PERCENT_APPROVED,
    Side,
    WorkerRecord,
    percent_approved,
    standings,
    system_types,
)


@pytest.mark.parametrize(
    ("submitted", "approved", "percent"),
    [(0, 0, 100), (99, 1, 100), (100, 90, 90), (1000, 949, 94), (200, 200, 100)],
)
def test_the_approval_rate_reads_100_until_100_submissions(
    submitted: int, approved: int, percent: int
) -> None:
    assert percent_approved(submitted, approved) == percent


def test_a_newcomer_holds_the_counted_types_and_no_other() -> None:
    assert standings(WorkerRecord(), "live") == {
        NUMBER_APPROVED: Standing(0),
        PERCENT_APPROVED: Standing(100),
        ADULT: Standing(0),
    }


def test_a_veteran_holds_place_masters_and_adult() -> None:
    record = WorkerRecord("US", "WA", submitted=500, approved=450, adult=True, masters=True)
    held = standings(record, "live")
    assert held[LOCALE] == Standing(locale=Locale("US", "WA"))
    assert held[PERCENT_APPROVED] == Standing(90)
    assert held[ADULT] == Standing(1)
    assert held[MASTERS["live"]] == Standing()


@pytest.mark.parametrize(
    ("side", "masters"),
    [
        ("live", "2F1QJWKUDD8XADTFD2Q0G6UTO95ALH"),
        ("sandbox", "2ARFPLSP75KLA8M8DH1HTEQVJT3SY6"),
    ],
)
def test_masters_has_another_id_on_each_side(side: Side, masters: str) -> None:
    ids = set(system_types(side))
    assert ids == {NUMBER_APPROVED, PERCENT_APPROVED, LOCALE, ADULT, masters}
    assert masters in standings(WorkerRecord(masters=True), side)
