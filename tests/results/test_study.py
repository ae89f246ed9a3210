"""A study of 300 HITs with three assignments each, read by turkform and by boto3."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import fmean, median
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.results.service import Service, service_of
from tests.results.studies import labelling, let_work
from turkform.cli.main import run

REWARD = Decimal("0.12")
FEE = (REWARD * Decimal("0.2")).quantize(Decimal("0.01"), ROUND_HALF_UP)
TARGET = 9
Read = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Study:
    folder: Path
    service: Service
    assignments: list[dict[str, Any]]

    @property
    def states(self) -> Counter[str]:
        return Counter(one["AssignmentStatus"] for one in self.assignments)

    @property
    def hourly(self) -> list[float]:
        return [
            float(REWARD) * (one["AssignmentStatus"] != "Rejected") * 3600 / seconds(one)
            for one in self.assignments
            if seconds(one) > 0
        ]


def seconds(one: dict[str, Any]) -> float:
    return float((one["SubmitTime"] - one["AcceptTime"]).total_seconds())


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """Some work is approved by hand, some rejected, some by the clock; the rest waits.

    The clock runs on while tests read: it stands in a pause of three days ago, in which nobody
    handed anything in, so that nothing else is approved meanwhile.
    """
    folder = labelling(tmp_path_factory.mktemp("study"), 300)
    let_work(folder, "3h", 12)
    with service_of(folder) as service:
        first = sorted(service.assignments(), key=lambda one: one["SubmitTime"])
        for one in first[:100]:
            service.client.approve_assignment(AssignmentId=one["AssignmentId"])
        for one in first[100:120]:
            service.client.reject_assignment(
                AssignmentId=one["AssignmentId"], RequesterFeedback="Blank."
            )
        service.wait("6h")
    let_work(folder, "69h", 2)
    with service_of(folder) as service:
        yield Study(folder, service, service.assignments())


@pytest.fixture
def read(study: Study, capsys: pytest.CaptureFixture[str]) -> Read:
    def call(command: str, *options: str) -> str:
        assert run([command, str(study.folder), *options]) == 0
        return capsys.readouterr().out

    return call


def test_the_study_has_work_in_every_state(study: Study) -> None:
    assert set(study.states) == {"Submitted", "Approved", "Rejected"}
    assert study.states["Approved"] > 100
    assert len(study.assignments) > 600


def test_status_counts_what_the_service_counts(study: Study, read: Read) -> None:
    found = json.loads(read("status", "--format", "json"))
    [group] = found["groups"]
    hits = study.service.hits()
    assert group["wanted"] == 900
    assert (group["waiting"], group["approved"], group["rejected"]) == tuple(
        study.states[state] for state in ("Submitted", "Approved", "Rejected")
    )
    assert group["open"] == sum(hit["NumberOfAssignmentsAvailable"] for hit in hits)
    assert group["working"] == sum(hit["NumberOfAssignmentsPending"] for hit in hits)
    assert found["workers"] == len({one["WorkerId"] for one in study.assignments})
    automatic = study.states["Approved"] - 100
    assert found["decided"] == {"by_rule": 0, "automatically": automatic, "by_hand": 120}


def test_status_tells_the_money_that_the_account_lost(study: Study, read: Read) -> None:
    money = json.loads(read("status", "--format", "json"))["money"]
    account = study.service.client.get_account_balance()
    approved = study.states["Approved"]
    assert Decimal(money["rewards"]) == approved * REWARD
    assert Decimal(money["fees"]) == approved * FEE
    assert Decimal(money["balance"]) == Decimal(account["AvailableBalance"])
    gone = Decimal(10_000) - Decimal(account["AvailableBalance"])
    assert Decimal(money["paid"]) + Decimal(money["reserved"]) == gone


def test_status_tells_hourly_pay_as_computed_apart(study: Study, read: Read) -> None:
    pay = json.loads(read("status", "--format", "json"))["hourly_pay"]
    hours = sum(seconds(one) for one in study.assignments) / 3600
    earned = float(REWARD) * (len(study.assignments) - study.states["Rejected"])
    assert pay["median"] == pytest.approx(median(study.hourly), abs=0.01)
    assert pay["mean"] == pytest.approx(fmean(study.hourly), abs=0.01)
    assert pay["overall"] == pytest.approx(earned / hours, abs=0.01)
    below = sum(value < TARGET for value in study.hourly) / len(study.hourly)
    assert pay["below"] == pytest.approx(below, abs=0.0001)


def answers(document: str) -> dict[str, str]:
    found = {}
    for one in ET.fromstring(document):
        name, *values = [element.text or "" for element in one]
        found[name] = "|".join(values)
    return found


def test_results_are_the_assignments_of_the_service_with_their_rows(
    study: Study, read: Read
) -> None:
    records = {one["assignment"]: one for one in json.loads(read("results", "--format", "json"))}
    questions = {hit["HITId"]: hit["Question"] for hit in study.service.hits()}
    assert records.keys() == {one["AssignmentId"] for one in study.assignments}
    for one in study.assignments:
        record = records[one["AssignmentId"]]
        assert record["hit"] == one["HITId"]
        assert record["worker"] == one["WorkerId"]
        assert record["status"] == one["AssignmentStatus"].lower()
        assert record["answers"] == answers(one["Answer"])
        assert record["submitted_at"] == one["SubmitTime"].isoformat(timespec="seconds")
        assert f"Photo {record['row']['photo_id']}<" in questions[one["HITId"]]


def test_the_requester_sites_columns_tell_the_same(study: Study, read: Read) -> None:
    rows = {
        row["AssignmentId"]: row
        for row in csv.DictReader(io.StringIO(read("results", "--requester-columns")))
    }
    for one in study.assignments:
        row = rows[one["AssignmentId"]]
        assert row["AssignmentStatus"] == one["AssignmentStatus"]
        assert row["Answer.label"] == answers(one["Answer"])["label"]
        assert float(row["WorkTimeInSeconds"]) == pytest.approx(seconds(one), abs=1)


def test_majority_by_aggregation_is_the_commonest_answer(study: Study, read: Read) -> None:
    pytest.importorskip("crowdkit", reason="crowd-kit is not installed")
    given: dict[str, Counter[str]] = {}
    for one in study.assignments:
        if one["AssignmentStatus"] != "Rejected":
            label = answers(one["Answer"])["label"]
            given.setdefault(one["HITId"], Counter())[label] += 1
    chosen = csv.DictReader(io.StringIO(read("results", "--aggregate", "label")))
    for row in chosen:
        counts = given.pop(row["hit"])
        assert counts[row["label"]] == max(counts.values())
    assert given == {}


def test_the_report_tells_the_same_figures(study: Study, read: Read, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    page = tmp_path / "report.html"
    read("report", "--out", str(page))
    bare = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.read_text("utf-8"), flags=re.DOTALL)
    text = " ".join(bare.split())
    approved, all_of_it = study.states["Approved"], len(study.assignments)
    assert f"Submissions {all_of_it:,} of 900 wanted" in text
    assert f"Rewards of approved work ${approved * REWARD:,.2f}" in text
    assert f"Marketplace fees on them ${approved * FEE:,.2f}" in text
    assert f"Paid so far ${approved * (REWARD + FEE):,.2f}" in text
    assert f"Hourly pay ${median(study.hourly):,.2f} median" in text
    assert f"Blank. {study.states['Rejected']}" in text


def test_only_hits_with_a_rejection_that_can_be_undone_are_asked_again(
    study: Study, read: Read
) -> None:
    before = read("results", "--format", "json")
    with pytest.MonkeyPatch.context() as patch:
        asked: list[str] = []
        patch.setattr(type(study.service.marketplace), "handle", counting(study.service, asked))
        assert read("results", "--format", "json") == before
    rejected = {o["HITId"] for o in study.assignments if o["AssignmentStatus"] == "Rejected"}
    # each has a page, and an empty one behind it
    assert asked.count("ListAssignmentsForHIT") == 2 * len(rejected)
    assert "ListHITs" in asked


def counting(service: Service, asked: list[str]) -> Callable[..., Any]:
    handle = type(service.marketplace).handle

    def counted(self: Any, request: Any, *arguments: Any) -> Any:
        asked.append(request.headers["x-amz-target"].rpartition(".")[2])
        return handle(self, request, *arguments)

    return counted
