"""A few cells of the catalogue; `python -m tests.faults` runs all of them."""

import pytest

from tests.faults.catalogue import CELLS, MANY, ONE, Cell, untroubled, violations

SAMPLE = (
    Cell("UpdateExpirationForHIT", "reset_after", MANY),
    Cell("SendBonus", "error_after", MANY),
    Cell("NotifyWorkers", "truncate", ONE),
)


@pytest.mark.parametrize("cell", SAMPLE, ids=str)
def test_under_a_fault_nothing_is_done_twice_and_nothing_is_lost(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "lab")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "lab")
    monkeypatch.setattr("turkform.engine.repeats._FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr("turkform.engine.repeats._LONGEST_PAUSE_S", 0.02)
    assert cell in CELLS
    assert violations(cell, untroubled()) == []
