"""Strangers hand in what they like; a study is read all the same."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.results.service import service_of
from tests.results.studies import quickstart
from tests.results.test_answers import HOSTILE, answer, document
from turkform.cli.main import run

FORMULA = '=HYPERLINK("http://evil.example","click")'
TRICKS = {"formula": FORMULA, "separator": "one\u2028two", "number": "-5"}
HUGE = ("50 MB of text", "a control character")


@pytest.fixture
def campaign(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Path]:
    """Each hostile document, and as many good ones, handed in for five HITs with two places."""
    folder = quickstart(tmp_path)
    hostile = [text for name, text in HOSTILE.items() if name not in HUGE][:5]
    with service_of(folder) as service:
        for number, hit in enumerate(service.hits()):
            service.submit(hit["HITId"], f"AEVIL{number:08d}", hostile[number])
            good = list(TRICKS.values())[number % len(TRICKS)]
            text = document(answer("label", f"<![CDATA[{good}]]>"))
            service.submit(hit["HITId"], f"AGOOD{number:08d}", text)
        capsys.readouterr()
        yield folder


def test_hostile_answers_are_named_and_the_others_are_read(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["results", str(campaign), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    records = json.loads(out)
    refused = [one for one in records if one["problem"]]
    assert {one["worker"][:5] for one in refused} == {"AEVIL"}
    assert len(refused) == 5
    assert all(one["answers"] == {} for one in refused)
    assert {one["answers"]["label"] for one in records if not one["problem"]} == set(
        TRICKS.values()
    )
    assert all(one["assignment"] in err for one in refused)


def test_formulas_are_disarmed_in_the_spreadsheet_and_whole_elsewhere(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["results", str(campaign)]) == 0
    labels = {row["answer.label"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert f"'{FORMULA}" in labels
    assert run(["results", str(campaign), "--raw"]) == 0
    labels = {row["answer.label"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert FORMULA in labels


def test_answers_with_line_separators_are_kept_after_their_hit_is_gone(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["results", str(campaign), "--format", "json"]) == 0
    before = json.loads(capsys.readouterr().out)
    with service_of(campaign) as service:
        for hit in service.hits():
            for one in service.client.list_assignments_for_hit(HITId=hit["HITId"])["Assignments"]:
                service.client.approve_assignment(AssignmentId=one["AssignmentId"])
            service.client.delete_hit(HITId=hit["HITId"])
    assert run(["results", str(campaign), "--format", "json"]) == 0
    after = json.loads(capsys.readouterr().out)
    assert [one["answers"] for one in after] == [one["answers"] for one in before]


def test_status_tells_unreadable_answers_and_hits_that_somebody_deleted(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with service_of(campaign) as service:
        hit = service.hits()[0]["HITId"]
        for one in service.client.list_assignments_for_hit(HITId=hit)["Assignments"]:
            service.client.approve_assignment(AssignmentId=one["AssignmentId"])
        service.client.delete_hit(HITId=hit)
    assert run(["status", str(campaign), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["groups"][0]["gone"] == 1
    assert found["unreadable"] >= 4
    assert any("1 HIT was deleted outside of turkform" in text for text in found["warnings"])
