"""300 HITs with three assignments each: every rule serves exactly those it should.

What should happen is computed here from what boto3 reads, without any code of the runner.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.results.service import Service, service_of
from tests.results.studies import labelling, let_work
from turkform.cli.main import run

RULES = """
limits: {rejections: 100%}
qualification_types:
  took-part: {name: Labelling, took part, description: Labelled at least one photo.}
follow_ups:
  accept:
    on: photos
    when: "{{ not answer.remark.endswith('7') }}"
    approve: {feedback: "{{ row.photo_id }} is labelled."}
  careless:
    on: photos
    when: "{{ answer.remark.endswith('7') }}"
    reject: {feedback: "The remark says {{ answer.remark }}."}
  careful:
    on: photos
    each: worker
    when: "{{ worker.approved >= 30 }}"
    bonus: {amount: "{{ worker.approved * 0.01 }}", reason: Much good work}
  remember: {on: photos, each: worker, grant: {qualification: took-part}}
  invite:
    on: photos
    each: worker
    after: {approved: 7d}
    message: {subject: Wave two, text: "You did {{ worker.approved }} of them."}
""".replace("name: Labelling, took part", 'name: "Labelling, took part"')
SPACE = "{http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2005-10-01/QuestionFormAnswers.xsd}"


@dataclass(frozen=True)
class Study:
    """The study after its follow-ups; `work` is what boto3 read before any of them."""

    folder: Path
    service: Service
    work: list[dict[str, Any]]

    @property
    def journal(self) -> list[dict[str, Any]]:
        return [dict(entry) for entry in self.service.control.journal()]

    def executed(self, operation: str) -> list[dict[str, Any]]:
        return [e["parameters"] for e in self.journal if e["operation"] == operation]

    def good(self) -> Counter[str]:
        """How many labels of each worker should be approved."""
        return Counter(str(one["WorkerId"]) for one in self.work if not careless(one))


def careless(one: dict[str, Any]) -> bool:
    fields = {
        answer.findtext(f"{SPACE}QuestionIdentifier"): answer.findtext(f"{SPACE}FreeText") or ""
        for answer in ET.fromstring(one["Answer"].split("?>", 1)[1])
    }
    return fields["remark"].endswith("7")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    folder = labelling(tmp_path_factory.mktemp("study"), 300, extra=RULES)
    let_work(folder, "6h", 40)
    with service_of(folder) as service:
        work = service.assignments()
        assert apply(folder) == 0
        service.wait("8d")
        assert apply(folder) == 0
        yield Study(folder, service, work)


def apply(folder: Path) -> int:
    return run(["apply", str(folder), "--auto-approve"])


def test_enough_was_handed_in_to_mean_something(study: Study) -> None:
    assert len(study.work) > 600
    assert 20 < sum(careless(one) for one in study.work) < len(study.work) / 3


def test_exactly_the_good_labels_are_approved(study: Study) -> None:
    approved = Counter(one["AssignmentId"] for one in study.executed("ApproveAssignment"))
    assert approved == Counter(o["AssignmentId"] for o in study.work if not careless(o))


def test_exactly_the_careless_labels_are_rejected(study: Study) -> None:
    rejected = Counter(one["AssignmentId"] for one in study.executed("RejectAssignment"))
    assert rejected == Counter(o["AssignmentId"] for o in study.work if careless(o))


def test_workers_with_thirty_good_labels_are_paid_a_cent_for_each(study: Study) -> None:
    paid = {one["WorkerId"]: Decimal(one["BonusAmount"]) for one in study.executed("SendBonus")}
    due = {name: Decimal(count) / 100 for name, count in study.good().items() if count >= 30}
    assert (len(due) > 3, paid) == (True, due)


def test_everybody_who_handed_in_anything_is_marked_once(study: Study) -> None:
    marked = Counter(o["WorkerId"] for o in study.executed("AssociateQualificationWithWorker"))
    assert marked == Counter({str(one["WorkerId"]) for one in study.work})


def test_everybody_with_a_good_label_is_invited_with_their_own_number(study: Study) -> None:
    told: dict[str, list[str]] = defaultdict(list)
    for mail in study.executed("NotifyWorkers"):
        for worker in mail["WorkerIds"]:
            told[worker].append(mail["MessageText"])
    assert told == {name: [f"You did {count} of them."] for name, count in study.good().items()}


def test_one_more_apply_does_nothing(study: Study) -> None:
    before = len(study.journal)
    assert apply(study.folder) == 0
    assert len(study.journal) == before
    assert run(["plan", str(study.folder), "--detailed-exitcode"]) == 0
