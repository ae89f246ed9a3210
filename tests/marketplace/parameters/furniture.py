"""A marketplace in which every operation has something to do, the same each time it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any, Final

from tests.marketplace.core_world import QUESTION
from tests.marketplace.errors.desk import Desk
from turkform.marketplace.admin import create_layout
from turkform.marketplace.control.api import Control
from turkform.marketplace.embedded import open_marketplace
from turkform.marketplace.ids import seeded_ids

NOW_MS: Final = 1_700_000_000_000
WORKERS: Final = ("AWORKER1", "AWORKER2", "AWORKER3", "AWORKER4", "AWORKER5")
_SCHEMAS: Final = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/"
_FORM: Final = f"{_SCHEMAS}2017-11-06/QuestionForm.xsd"
_LAYOUT: Final = "<!DOCTYPE html><html><head></head><body>${word}</body></html>"
OTHER_QUESTION: Final = QUESTION.replace("<form></form>", "<form>other</form>")


def form(text: str) -> str:
    """Return a qualification test with one question and two answers."""
    options = "".join(
        f"<Selection><SelectionIdentifier>{one}</SelectionIdentifier><Text>{one}</Text></Selection>"
        for one in ("yes", "no")
    )
    return (
        f'<QuestionForm xmlns="{_FORM}"><Question><QuestionIdentifier>q</QuestionIdentifier>'
        f"<QuestionContent><Text>{text}</Text></QuestionContent><AnswerSpecification>"
        f"<SelectionAnswer><Selections>{options}</Selections></SelectionAnswer>"
        "</AnswerSpecification></Question></QuestionForm>"
    )


def answer_key(score: int) -> str:
    """Return a key for `form` that gives `score` for a yes."""
    return (
        f'<AnswerKey xmlns="{_SCHEMAS}2005-10-01/AnswerKey.xsd"><Question>'
        "<QuestionIdentifier>q</QuestionIdentifier><AnswerOption>"
        "<SelectionIdentifier>yes</SelectionIdentifier>"
        f"<AnswerScore>{score}</AnswerScore></AnswerOption></Question></AnswerKey>"
    )


@dataclass(frozen=True)
class Room:
    """A desk and the ids of what lies on it."""

    desk: Desk
    ids: Mapping[str, str]

    def page(self, operation: str, **members: Any) -> str:
        """Return the token of the second page of a list."""
        reply: dict[str, Any] = getattr(self.desk.client, operation)(MaxResults=1, **members)
        return str(reply["NextToken"])


class StillDesk(Desk):
    """A desk at a fixed time, with ids that come out the same, from which nothing is sent."""

    def __init__(self, place: Path, seed: int) -> None:
        self.marketplace = open_marketplace(
            place, wall_clock=lambda: NOW_MS, ids=seeded_ids(seed), delivery=False
        )
        self.control = Control(self.marketplace)
        self.client = self.client_of("default")
        self.stranger = self.client_of("stranger")


def furnish(place: Path) -> Mapping[str, str]:
    """Make a file with work in every state, qualifications, requests, blocks and a layout.

    Returns the ids of what is in it, by name.
    """
    desk = StillDesk(place, 1)
    for worker in WORKERS:
        desk.control.set_worker("live", {"WorkerId": worker, "Country": "US", "Subdivision": "CA"})
    ids = {**_types(desk), **_hits(desk)}
    for worker in WORKERS[2:4]:
        desk.client.create_worker_block(WorkerId=worker, Reason="rude")
    ids["layout"] = create_layout(desk.marketplace, "default", "live", "words", _LAYOUT)
    desk.marketplace.close()
    return ids


@contextmanager
def room(furnished: Path, ids: Mapping[str, str], place: Path) -> Iterator[Room]:
    """Open a copy of a furnished file; what is made in it gets the same ids in every copy."""
    copyfile(furnished, place)
    desk = StillDesk(place, 2)
    yield Room(desk, ids)
    desk.marketplace.close()


def _types(desk: Desk) -> dict[str, str]:
    client = desk.client
    ids = {name: desk.qualification(name=name) for name in ("trained", "spare", "asked")}
    for worker, value in (("AWORKER1", 10), ("AWORKER2", 20)):
        client.associate_qualification_with_worker(
            QualificationTypeId=ids["trained"], WorkerId=worker, IntegerValue=value
        )
    client.associate_qualification_with_worker(
        QualificationTypeId=ids["spare"], WorkerId="AWORKER1"
    )
    client.disassociate_qualification_from_worker(
        QualificationTypeId=ids["spare"], WorkerId="AWORKER1"
    )
    ids["tested"] = desk.qualification(
        name="tested", Test=form("?"), TestDurationInSeconds=60, AnswerKey=answer_key(5)
    )
    ids["hit type"] = desk.hit_type()
    ids["other type"] = desk.hit_type(Title="Other", Reward="0.60")
    for worker in WORKERS[:2]:
        ids[f"request {worker}"] = desk.request(ids["asked"], worker)
    ids["spare request"] = desk.request(ids["spare"], "AWORKER3")
    return ids


def _hits(desk: Desk) -> dict[str, str]:
    rule = {"QualificationTypeId": "00000000000000000040", "Comparator": "Exists"}
    ids = {"open": desk.hit(MaxAssignments=5, QualificationRequirements=[rule])}
    ids["open type"] = desk.read(ids["open"])["HITTypeId"]
    for state, worker in zip(("submitted", "accepted"), WORKERS[:2], strict=True):
        ids[state] = desk.accept(ids["open"], worker)
    desk.submit(ids["submitted"], label="cat")
    desk.done(ids["open"], "AWORKER3", label="cat")
    for name, worker in (("approved", "AWORKER1"), ("rejected", "AWORKER2")):
        ids[f"{name} hit"] = desk.hit(RequesterAnnotation=name, QualificationRequirements=[rule])
        ids[name] = desk.done(ids[f"{name} hit"], worker, label="dog")
    desk.client.approve_assignment(AssignmentId=ids["approved"])
    desk.client.reject_assignment(AssignmentId=ids["rejected"], RequesterFeedback="no")
    for amount in ("0.10", "0.20"):
        desk.client.send_bonus(
            AssignmentId=ids["approved"], WorkerId="AWORKER1", BonusAmount=amount, Reason="r"
        )
    ids["scored"] = _scored(desk)
    return ids


def _scored(desk: Desk) -> str:
    """Return a HIT whose policies have found something out."""
    known = {"Key": "AnswerKey", "MapEntries": [{"Key": "label", "Values": ["cat"]}]}
    plural = [
        {"Key": "QuestionIds", "Values": ["label"]},
        {"Key": "QuestionAgreementThreshold", "Values": ["50"]},
    ]
    hit_id = desk.hit(
        AssignmentReviewPolicy={
            "PolicyName": "ScoreMyKnownAnswers/2011-09-01",
            "Parameters": [known],
        },
        HITReviewPolicy={"PolicyName": "SimplePlurality/2011-09-01", "Parameters": plural},
    )
    desk.done(hit_id, "AWORKER1", label="cat")
    return hit_id
