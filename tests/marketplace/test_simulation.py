"""A study rehearsed by a seeded population in virtual time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from turkform.marketplace.clock import DAY
from turkform.marketplace.embedded import attach, open_marketplace
from turkform.marketplace.ids import seeded_ids
from turkform.marketplace.service import Marketplace
from turkform.marketplace.simulation.answers import answer, fields_of
from turkform.marketplace.simulation.population import make_population
from turkform.marketplace.simulation.simulate import SimulationReport, simulate

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


def test_fields_are_read_from_the_form_that_the_hit_shows() -> None:
    assert fields_of(QUESTION) == {"label": ["cat", "dog"], "note": []}


def test_a_hinted_field_is_right_for_a_perfect_worker() -> None:
    document = answer(QUESTION, random.Random(1), 1.0, {"label": "cat"})
    assert "<QuestionIdentifier>label</QuestionIdentifier><FreeText>cat</FreeText>" in document
