"""`turkform results` on a campaign that simulated workers have worked on."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from turkform.cli.main import run

QUICKSTART = Path(__file__).parents[2] / "campaigns" / "quickstart"


@pytest.fixture
def campaign(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "quickstart"
    shutil.copytree(QUICKSTART, folder, ignore=shutil.ignore_patterns(".turkform"))
    assert run(["apply", str(folder), "--auto-approve"]) == 0
    marketplace = folder / ".turkform" / "local" / "marketplace.db"
    assert run(["marketplace", "simulate", "--database", str(marketplace), "--for", "2h"]) == 0
    capsys.readouterr()
    return folder


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["results", *arguments]) == 0
    return capsys.readouterr().out


def test_results_as_json_name_hit_worker_row_and_answers(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = json.loads(output(capsys, str(campaign), "--format", "json"))
    assert records
    for one in records:
        assert one["hit"].startswith("3")
        assert one["row"]["photo_id"] in one["address"]
        assert one["answers"]["label"]
        assert one["status"] == "submitted"


def test_results_as_csv_have_one_line_per_submission(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = json.loads(output(capsys, str(campaign), "--format", "json"))
    lines = list(csv.DictReader(io.StringIO(output(capsys, str(campaign)))))
    assert [line["assignment"] for line in lines] == [one["assignment"] for one in whole]
    assert lines[0]["row.photo_id"] == whole[0]["row"]["photo_id"]


def test_pseudonyms_hide_worker_ids_and_stay_the_same(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = json.loads(output(capsys, str(campaign), "--format", "json"))
    first = output(capsys, str(campaign), "--format", "json", "--pseudonyms")
    assert first == output(capsys, str(campaign), "--format", "json", "--pseudonyms")
    assert not any(one["worker"] in first for one in named)
    assert len({one["worker"] for one in json.loads(first)}) == len({w["worker"] for w in named})


def test_the_requester_sites_columns_come_on_request(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = output(capsys, str(campaign), "--requester-columns")
    [first, *_] = csv.DictReader(io.StringIO(text))
    assert first["AssignmentStatus"] == "Submitted"
    assert first["Input.photo_id"]
    assert first["Answer.label"]
    assert first["LifetimeApprovalRate"] == "0% (0/0)"
    assert list(first)[-2:] == ["Approve", "Reject"]


def test_the_ending_of_the_file_decides_the_format_and_only_its_owner_may_read_it(
    campaign: Path, tmp_path: Path
) -> None:
    out = tmp_path / "answers.jsonl"
    assert run(["results", str(campaign), "--out", str(out)]) == 0
    assert all(json.loads(line)["answers"] for line in out.read_text().splitlines())
    assert out.stat().st_mode & 0o077 == 0


def test_results_after_destroy_are_those_fetched_before(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = json.loads(output(capsys, str(campaign), "--format", "json"))
    run(["destroy", str(campaign), "--auto-approve"])
    capsys.readouterr()
    after = json.loads(output(capsys, str(campaign), "--format", "json"))
    assert {one["assignment"] for one in before} <= {one["assignment"] for one in after}


def test_an_unknown_group_is_a_wrong_command_line_with_the_nearest_name(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["results", str(campaign), "--group", "photo"]) == 64
    assert "photos" in capsys.readouterr().err


def test_parquet_without_a_file_is_a_wrong_command_line(campaign: Path) -> None:
    assert run(["results", str(campaign), "--format", "parquet"]) == 64
