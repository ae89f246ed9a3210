"""From people's decisions to deeds: the data they leave is what the next plan carries out."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.results.service import Service, service_of
from tests.results.studies import let_work, quickstart
from turkform.cli.main import run
from turkform.results.decisions import RULES, Decision, DecisionFile


@dataclass(frozen=True, slots=True)
class Work:
    """A campaign whose follow-ups read decisions.csv, and ten submissions."""

    folder: Path
    service: Service
    assignments: list[str]

    def states(self) -> Counter[str]:
        return Counter(one["AssignmentStatus"] for one in self.service.assignments())

    def of(self, assignment: str) -> dict[str, Any]:
        return next(one for one in self.service.assignments() if one["AssignmentId"] == assignment)

    def decide(self, *decisions: Decision) -> None:
        DecisionFile(self.folder / "decisions.csv").merge(decisions)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    folder = quickstart(tmp_path)
    let_work(folder)
    DecisionFile(folder / "decisions.csv").save([])
    rules = RULES.format(groups="[photos]", file="decisions.csv")
    campaign = folder / "campaign.yaml"
    text = f"{campaign.read_text('utf-8')}\nlimits: {{rejections: 50%}}\n{rules}"
    campaign.write_text(text, encoding="utf-8")
    with service_of(folder) as service:
        ids = sorted(one["AssignmentId"] for one in service.assignments())
        yield Work(folder, service, ids)


def apply(work: Work) -> None:
    assert run(["apply", str(work.folder), "--auto-approve"]) == 0


def test_decisions_when_applied_then_are_carried_out_once(
    work: Work, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, *_ = work.assignments
    thanks = {"bonus": "0.25", "bonus_reason": "Careful", "subject": "Hi", "message": "Thank you."}
    work.decide(
        Decision(first, approve=True, **thanks),
        Decision(second, reject="The answer is blank."),
    )
    capsys.readouterr()
    assert run(["plan", str(work.folder), "--format", "json"]) == 0
    planned = json.loads(capsys.readouterr().out)["follow_ups"]
    assert {one["rule"]: one["count"] for one in planned} == {
        "follow_up.reviewed-approve": 1,
        "follow_up.reviewed-reject": 1,
        "follow_up.reviewed-bonus": 1,
        "follow_up.reviewed-message": 1,
    }
    apply(work)
    assert work.states() == {"Approved": 1, "Rejected": 1, "Submitted": 8}
    assert work.of(second)["RequesterFeedback"] == "The answer is blank."
    paid = work.service.client.list_bonus_payments(AssignmentId=first)["BonusPayments"]
    assert [one["BonusAmount"] for one in paid] == ["0.25"]
    journal = json.dumps(list(work.service.control.journal()))
    assert journal.count('"MessageText": "Thank you."') == 1
    assert run(["plan", str(work.folder), "--detailed-exitcode"]) == 0


def test_a_rejection_when_people_think_better_of_it_then_is_undone(work: Work) -> None:
    [first, *_] = work.assignments
    work.decide(Decision(first, reject="The answer is blank."))
    apply(work)
    assert work.of(first)["AssignmentStatus"] == "Rejected"
    work.decide(Decision(first, approve=True))
    apply(work)
    assert work.of(first)["AssignmentStatus"] == "Approved"


def test_results_after_an_undone_rejection_tell_the_approval(
    work: Work, capsys: pytest.CaptureFixture[str]
) -> None:
    [first, *_] = work.assignments
    work.decide(Decision(first, reject="The answer is blank."))
    apply(work)
    assert run(["results", str(work.folder)]) == 0
    work.decide(Decision(first, approve=True))
    apply(work)
    capsys.readouterr()
    assert run(["results", str(work.folder), "--format", "json"]) == 0
    states = {one["assignment"]: one["status"] for one in json.loads(capsys.readouterr().out)}
    assert states[first] == "approved"


def test_a_spreadsheet_of_the_requester_site_when_filled_in_then_is_taken_back(
    work: Work, tmp_path: Path
) -> None:
    sheet, filled = tmp_path / "batch.csv", tmp_path / "filled.csv"
    assert run(["results", str(work.folder), "--requester-columns", "--out", str(sheet)]) == 0
    with sheet.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows[0]["Approve"], rows[1]["Reject"] = "x", "Only blank answers."
    with filled.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    assert run(["review", str(work.folder), "--import", str(filled)]) == 0
    apply(work)
    assert work.states() == {"Approved": 1, "Rejected": 1, "Submitted": 8}
    assert work.of(rows[1]["AssignmentId"])["RequesterFeedback"] == "Only blank answers."


def test_a_rejection_of_a_month_ago_when_it_shall_be_undone_then_is_refused(
    work: Work, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [first, *_] = work.assignments
    work.service.client.reject_assignment(AssignmentId=first, RequesterFeedback="Blank.")
    work.service.wait("31d")
    sheet = tmp_path / "undo.csv"
    sheet.write_text(f"AssignmentId,Approve,Reject\n{first},x,\n", encoding="utf-8")
    assert run(["review", str(work.folder), "--import", str(sheet)]) == 1
    assert "could be undone until" in capsys.readouterr().err
