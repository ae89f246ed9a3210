from pathlib import Path

import pytest

from tests.results.builders import NOON, submission
from turkform.core.errors import TurkformError
from turkform.core.submissions import Status
from turkform.results.decisions import (
    Decision,
    DecisionFile,
    misfit,
    read_decisions,
    without_done,
)


@pytest.fixture
def file(tmp_path: Path) -> DecisionFile:
    return DecisionFile(tmp_path / "decisions.csv")


def test_decisions_read_back_as_they_were_written(file: DecisionFile) -> None:
    one = Decision("3A", approve=True, bonus="1.00", bonus_reason='Very "careful",\nthank you')
    file.save([one])
    assert file.load() == {"3A": one}


def test_a_later_decision_takes_the_place_of_an_earlier_one(file: DecisionFile) -> None:
    file.merge([Decision("3A", approve=True), Decision("3B", approve=True)])
    file.merge([Decision("3A", reject="Blank.")])
    assert file.load() == {
        "3A": Decision("3A", reject="Blank."),
        "3B": Decision("3B", approve=True),
    }


def test_a_decision_that_is_taken_back_is_gone(file: DecisionFile) -> None:
    file.merge([Decision("3A", approve=True)])
    file.merge([Decision("3A")])
    assert file.load() == {}


def test_every_wrong_row_is_named_with_its_line(file: DecisionFile) -> None:
    file.path.write_text(
        "AssignmentId,Approve,Reject,Bonus,BonusReason\n"
        "3A,x,Blank.,,\n3B,x,,1.00,\n3C,x,,lots,Nice\n3D,x,,,\n"
    )
    with pytest.raises(TurkformError) as caught:
        file.load()
    lines = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in lines] == ["2", "3", "4"]
    assert "both Approve and Reject" in lines[0]


def test_a_file_without_the_columns_says_which_is_missing(file: DecisionFile) -> None:
    file.path.write_text("AssignmentId,Approve\n3A,x\n")
    with pytest.raises(TurkformError, match="column Reject is missing"):
        read_decisions(file.path)


def test_a_rejection_of_approved_work_does_not_fit() -> None:
    approved = submission(status=Status.APPROVED)
    assert "cannot be taken back" in misfit(Decision("3A1", reject="Blank."), approved, NOON)


def test_what_is_carried_out_already_is_left_out() -> None:
    found = without_done(
        {"3A1": Decision("3A1", approve=True), "3A2": Decision("3A2", approve=True)},
        [submission("3A1", status=Status.APPROVED), submission("3A2")],
    )
    assert set(found) == {"3A2"}
