"""A study rehearsed by a seeded population in virtual time."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from lxml import etree

from tests.marketplace.worker_site.browsing import (
    KEY,
    TEST,
    asked,
    html_question,
    question_form,
    selections,
)
from turkform.marketplace.clock import DAY
from turkform.marketplace.domain.questions.form import read_form
from turkform.marketplace.domain.questions.xml import parse
from turkform.marketplace.embedded import attach, open_marketplace
from turkform.marketplace.ids import seeded_ids
from turkform.marketplace.service import Marketplace
from turkform.marketplace.simulation.answers import answer
from turkform.marketplace.simulation.population import make_population
from turkform.marketplace.simulation.simulate import SimulationReport, simulate
from turkform.marketplace.worker_site.form_answers import problems

START_MS = 1_760_000_000_000
PAGE = (
    "<!DOCTYPE html><html><head><title>t</title></head><body><form><input name='assignmentId'"
    " type='hidden'><input type='radio' name='label' value='cat'><input type='radio' name='label'"
    " value='dog'><textarea name='note'></textarea></form></body></html>"
)
QUESTION = (
    '<HTMLQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    f'2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA[{PAGE}]]></HTMLContent>'
    "<FrameHeight>0</FrameHeight></HTMLQuestion>"
)


def study(marketplace: Marketplace, hits: int) -> Any:
    client = boto3.client(
        "mturk",
        region_name="us-east-1",
        endpoint_url="http://localhost:1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    attach(client, marketplace)
    for number in range(hits):
        client.create_hit(
            Title="t",
            Description="d",
            Reward="0.10",
            AssignmentDurationInSeconds=600,
            LifetimeInSeconds=14 * 86_400,
            MaxAssignments=3,
            Question=QUESTION,
            RequesterAnnotation=str(number),
        )
    return client


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Marketplace]:
    marketplace = rehearsal(tmp_path / "m.db")
    yield marketplace
    marketplace.close()


def rehearsal(path: Path) -> Marketplace:
    return open_marketplace(path, side="live", wall_clock=lambda: START_MS, ids=seeded_ids(1))


def test_two_weeks_pass_and_every_assignment_is_worked(market: Marketplace) -> None:
    client = study(market, 10)
    report = simulate(market, make_population(30, seed=7), milliseconds=14 * DAY, seed=7)
    client.close()
    assert report.submitted == 30
    assert report.ended_at == START_MS + 14 * DAY


def test_the_same_seed_gives_the_same_study(tmp_path: Path) -> None:
    def once(name: str) -> SimulationReport:
        marketplace = rehearsal(tmp_path / name)
        study(marketplace, 5).close()
        report = simulate(marketplace, make_population(10, seed=3), milliseconds=2 * DAY, seed=3)
        marketplace.close()
        return report

    assert once("a.db") == once("b.db")


def test_a_hinted_field_is_right_for_a_perfect_worker() -> None:
    document = answer(QUESTION, random.Random(1), 1.0, {"label": "cat"})
    assert "<QuestionIdentifier>label</QuestionIdentifier><FreeText>cat</FreeText>" in document


def test_skilled_workers_agree_without_hints_and_careless_ones_do_not() -> None:
    def labels(skill: float) -> set[str]:
        return {given(QUESTION, seed, skill)["label"] for seed in range(20)}

    assert len(labels(1.0)) == 1
    assert labels(0.0) == {"cat", "dog"}


@pytest.mark.parametrize("seed", range(5))
def test_a_page_is_answered_by_what_its_controls_allow(seed: int) -> None:
    page = """<!DOCTYPE html><html><body><!-- none --><form>
    <input type="hidden" name="row" value="r7"><input type="hidden" name="assignmentId">
    <input type="number" name="year" min="1900" max="1910" required>
    <input type="email" name="mail" required><input name="zip" pattern="[0-9]{5}" required>
    <input name="code" maxlength="3" required>
    <textarea name="why" minlength="40" required></textarea>
    <input type="checkbox" name="agreed" value="yes" required>
    <input type="checkbox" name="seen" value="a"><input type="checkbox" name="seen" value="b">
    <select name="size" required><option value="">Choose</option><option>S</option></select>
    <input type="submit" name="send" value="Send"></form></body></html>"""
    found = given(html_question(page), seed)
    assert (found["row"], found["agreed"], found["size"]) == ("r7", "yes", "S")
    assert 1900 <= int(found["year"]) <= 1910
    assert "@" in found["mail"]
    assert re.fullmatch("[0-9]{5}", found["zip"])
    assert len(found["code"]) <= 3
    assert len(found["why"]) >= 40
    assert found.get("seen", "a") in {"a", "b", "a|b"}
    assert not found.keys() & {"assignmentId", "send"}


@pytest.mark.parametrize("seed", range(5))
def test_a_crowd_form_is_answered_by_one_object(seed: int) -> None:
    crowd = """<!DOCTYPE html><html><body><crowd-form>
    <crowd-classifier name="mood" categories="['glad', 'sad']" header="x"></crowd-classifier>
    <crowd-image-classifier-multi-select name="what" categories='["cat", "dog"]' src="x.png">
    </crowd-image-classifier-multi-select>
    <crowd-slider name="sure" min="0" max="10"></crowd-slider>
    <crowd-checkbox name="dim"></crowd-checkbox><crowd-input name="tag" required></crowd-input>
    <crowd-radio-group><crowd-radio-button name="yes">Yes</crowd-radio-button>
    <crowd-radio-button name="no">No</crowd-radio-button></crowd-radio-group>
    <crowd-bounding-box name="box" labels="['cat']" src="x.png" header="x"></crowd-bounding-box>
    </crowd-form></body></html>"""
    (answers,) = json.loads(given(html_question(crowd), seed)["taskAnswers"])
    assert answers["mood"]["label"] in {"glad", "sad"}
    assert set(answers["what"]["labels"]) <= {"cat", "dog"}
    assert 0 <= answers["sure"] <= 10
    assert isinstance(answers["dim"]["on"], bool)
    assert answers["tag"]
    assert sorted([answers["yes"]["on"], answers["no"]["on"]]) == [False, True]
    assert answers["box"]["boundingBoxes"][0]["label"] == "cat"


def test_a_text_that_nobody_wrote_is_sent_empty_as_a_browser_does() -> None:
    notes = {given(QUESTION, seed)["note"] for seed in range(20)}
    assert "" in notes
    assert len(notes) > 1


def test_flattened_crowd_answers_have_names_with_dots() -> None:
    crowd = """<!DOCTYPE html><html><body><crowd-form answer-format="flatten-objects">
    <crowd-classifier name="mood" categories="['glad']"></crowd-classifier></crowd-form>
    </body></html>"""
    (answers,) = json.loads(given(html_question(crowd), 1)["taskAnswers"])
    assert answers == {"mood.label": "glad"}


@pytest.mark.parametrize("seed", range(5))
def test_a_question_form_is_answered_as_its_page_would_accept(seed: int) -> None:
    text = "<FreeTextAnswer><Constraints>{}</Constraints></FreeTextAnswer>"
    form = question_form(
        asked("year", text.format('<IsNumeric minValue="1900" maxValue="2026"/>')),
        asked("why", text.format('<Length minLength="30" maxLength="60"/>')),
        asked("zip", text.format('<AnswerFormatRegex regex="^[0-9]{5}$"/>')),
        asked("where", selections("home", "work", other=True)),
        asked("what", selections("a", "b", "c", style="checkbox", most=2)),
        asked("often", selections("daily", "weekly", style="dropdown"), required=False),
    )
    root = etree.fromstring(answer(form, random.Random(seed), 0.9).encode())
    fields = [(str(one[0].text), str(part.text)) for one in root for part in list(one)[1:]]
    assert problems(read_form(parse(form)), fields) == {}


def test_workers_take_the_test_that_a_hit_asks_for_and_the_skilled_pass(
    market: Marketplace,
) -> None:
    client = boto3.client(
        "mturk", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s"
    )
    attach(client, market)
    made = client.create_qualification_type(
        Name="Trained",
        Description="d",
        QualificationTypeStatus="Active",
        Test=TEST,
        AnswerKey=KEY,
        TestDurationInSeconds=600,
    )
    type_id = made["QualificationType"]["QualificationTypeId"]
    rule = {"QualificationTypeId": type_id, "Comparator": "GreaterThan", "IntegerValues": [50]}
    hit = client.create_hit(
        Title="t",
        Description="d",
        Reward="0.10",
        AssignmentDurationInSeconds=600,
        LifetimeInSeconds=14 * 86_400,
        MaxAssignments=100,
        Question=QUESTION,
        QualificationRequirements=[rule | {"ActionsGuarded": "DiscoverPreviewAndAccept"}],
    )["HIT"]
    report = simulate(market, make_population(30, seed=2), milliseconds=3 * DAY, seed=2)
    held = client.list_workers_with_qualification_type(QualificationTypeId=type_id, MaxResults=100)
    scores = {one["IntegerValue"] for one in held["Qualifications"]}
    passed = {one["WorkerId"] for one in held["Qualifications"] if one["IntegerValue"] == 100}
    works = client.list_assignments_for_hit(HITId=hit["HITId"], MaxResults=100)["Assignments"]
    client.close()
    assert (report.requests, report.tests) == (30, 30)
    assert scores == {0, 100}
    assert {one["WorkerId"] for one in works} <= passed
    assert len(works) == report.submitted > 9


def given(question: str, seed: int, skill: float = 0.9) -> dict[str, str]:
    """What a requester reads of one simulated answer, by field."""
    root = etree.fromstring(answer(question, random.Random(seed), skill).encode())
    return {str(one[0].text): one[1].text or "" for one in root}
