"""`turkform ledger` on a state in which deeds were recorded."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.results.deeds import HARD, SOFT, approval, bonus, do, leave_open, mail
from tests.results.studies import let_work, quickstart
from turkform.app import open_app
from turkform.cli.main import run


@pytest.fixture
def campaign(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = quickstart(tmp_path)
    let_work(folder)
    study = open_app(folder, None, {})
    with study.store.reading() as state:
        [first, second, *_] = study.submissions(state, lambda _: None)
    with study.store.writing("apply") as session:
        do(session, approval("accept", first.assignment, first.worker))
        do(session, bonus("careful", first.assignment, "ASIM000000001", 100))
        leave_open(session, bonus("careful", second.assignment, "ASIM000000002", 50))
        workers = [f"ASIM{number:09d}" for number in range(1, 4)]
        do(session, mail("invite", workers), ASIM000000002=SOFT, ASIM000000003=HARD)
    capsys.readouterr()
    return folder


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["ledger", *arguments]) == 0
    return capsys.readouterr().out


def test_the_ledger_as_json_lists_every_deed_and_hides_worker_ids(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = output(capsys, str(campaign), "--format", "json")
    assert "ASIM" not in text
    records = json.loads(text)
    assert [(one["operation"], one["amount"], one["outcome"]) for one in records] == [
        ("ApproveAssignment", "0.12", "done"),
        ("SendBonus", "1.00", "done"),
        ("SendBonus", "0.50", "uncertain"),
        ("NotifyWorkers", "0.00", "done"),
        ("NotifyWorkers", "0.00", "soft_failure"),
        ("NotifyWorkers", "0.00", "hard_failure"),
    ]
    assert [one["fee"] for one in records[:2]] == ["0.02", "0.20"]


def test_the_codes_of_workers_are_those_of_pseudonymous_results(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [first, *_] = json.loads(output(capsys, str(campaign), "--format", "json"))
    assert run(["results", str(campaign), "--format", "json", "--pseudonyms"]) == 0
    workers = {one["worker"] for one in json.loads(capsys.readouterr().out)}
    assert first["worker"] in workers


def test_worker_ids_come_when_they_are_asked_for(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = json.loads(output(capsys, str(campaign), "--format", "json", "--show-worker-ids"))
    assert records[1]["worker"] == "ASIM000000001"
    assert records[1]["why"] == "ASIM000000001 was careful"


def test_the_ledger_as_csv_has_one_line_for_each_deed(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = list(csv.DictReader(io.StringIO(output(capsys, str(campaign), "--format", "csv"))))
    assert sum(float(row["amount"]) for row in rows if row["outcome"] == "done") == 1.12


def test_the_ledger_as_text_ends_in_sums_with_what_is_in_doubt(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = output(capsys, str(campaign)).splitlines()
    shown = [" ".join(line.split()) for line in lines]
    assert "1 bonus $1.00 and $0.20 fees" in shown
    assert "1 bonus in doubt $0.50 and $0.10 fees" in shown
    assert any("hard failure" in line and "suspended" in line for line in shown)


@pytest.mark.parametrize(
    ("option", "value", "count"),
    [("--rule", "invite", 3), ("--worker", "ASIM000000002", 2), ("--outcome", "uncertain", 1)],
)
def test_filters_leave_the_other_deeds_out(
    campaign: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, count: int
) -> None:
    text = output(capsys, str(campaign), "--format", "json", option, value)
    assert len(json.loads(text)) >= count
    assert len(json.loads(text)) < 6


def test_a_rule_without_deeds_is_a_wrong_command_line_with_the_nearest_name(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ledger", str(campaign), "--rule", "invit"]) == 64
    assert '"invite"' in capsys.readouterr().err


def test_a_campaign_without_a_state_has_no_deeds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "campaign.yaml").write_text("campaign: fresh\n")
    assert json.loads(output(capsys, str(tmp_path), "--format", "json")) == []


def test_results_tell_the_bonus_that_was_paid(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["results", str(campaign), "--format", "json"]) == 0
    paid = [one["bonus"] for one in json.loads(capsys.readouterr().out)]
    assert sorted(paid)[-2:] == ["0.00", "1.00"]
