"""Notifications without anybody who serves: from the process that made them."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.marketplace.core_world import LIVE, mturk_client
from tests.marketplace.delivery.test_delivery import documents, specification, work_one_hit
from turkform.marketplace import admin
from turkform.marketplace.control.api import Control
from turkform.marketplace.delivery.outbox_worker import deliver
from turkform.marketplace.delivery.transports import Message
from turkform.marketplace.embedded import attach, open_marketplace
from turkform.marketplace.json_types import JsonObject
from turkform.marketplace.service import Marketplace

pytestmark = pytest.mark.moto
PATIENCE_S = 60
EVENTS = [
    "AssignmentAccepted",
    "AssignmentAbandoned",
    "AssignmentReturned",
    "AssignmentSubmitted",
    "AssignmentApproved",
    "HITCreated",
    "HITReviewable",
    "HITExpired",
]


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Marketplace]:
    marketplace = open_marketplace(tmp_path / "m.db", side="live", faults=True)
    yield marketplace
    marketplace.close()


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Marketplace]:
    """A marketplace that sends nothing by itself."""
    marketplace = open_marketplace(tmp_path / "m.db", side="live", faults=True, delivery=False)
    yield marketplace
    marketplace.close()


def client_of(marketplace: Marketplace) -> Any:
    client = mturk_client(LIVE)
    attach(client, marketplace)
    return client


def wait_for(sqs: Any, queue: str, count: int) -> list[str]:
    found: list[str] = []
    deadline = time.monotonic() + PATIENCE_S
    while len(found) < count and time.monotonic() < deadline:
        found += [one["EventType"] for body in documents(sqs, queue) for one in body["Events"]]
    return found


def spoil(marketplace: Marketplace, kind: str, **members: Any) -> None:
    rule: JsonObject = {"operation": "Notification", "fault": kind, **members}
    Control(marketplace).faults("live", rule)


def test_an_embedded_marketplace_sends_its_notifications_by_itself(
    market: Marketplace, sqs: Any, queue: str
) -> None:
    work_one_hit(client_of(market), market, queue)
    found = wait_for(sqs, queue, 3)
    assert found == ["HITCreated", "AssignmentAccepted", "AssignmentSubmitted"]


def test_a_marketplace_that_is_closed_has_sent_what_waited(
    tmp_path: Path, sqs: Any, queue: str
) -> None:
    marketplace = open_marketplace(tmp_path / "m.db", side="live")
    work_one_hit(client_of(marketplace), marketplace, queue)
    marketplace.close()
    assert len(wait_for(sqs, queue, 3)) == 3


def test_a_message_that_is_delivered_twice_has_one_id(
    quiet: Marketplace, sqs: Any, queue: str
) -> None:
    work_one_hit(client_of(quiet), quiet, queue)
    spoil(quiet, "duplicate")
    deliver(quiet)
    first, second = documents(sqs, queue)
    assert first["EventDocId"] == second["EventDocId"]


def test_a_message_that_is_lost_never_arrives(quiet: Marketplace, sqs: Any, queue: str) -> None:
    work_one_hit(client_of(quiet), quiet, queue)
    spoil(quiet, "lose")
    deliver(quiet)
    deliver(quiet)
    assert documents(sqs, queue) == []


def test_a_message_that_is_delayed_arrives_when_the_time_has_passed(
    quiet: Marketplace, sqs: Any, queue: str
) -> None:
    work_one_hit(client_of(quiet), quiet, queue)
    spoil(quiet, "delay", seconds=3_600)
    deliver(quiet)
    assert documents(sqs, queue) == []
    Control(quiet).clock("live", {"advance": "61m"})
    deliver(quiet)
    assert len(documents(sqs, queue)) == 1


def test_a_message_whose_reply_is_lost_is_sent_again(
    quiet: Marketplace, sqs: Any, queue: str
) -> None:
    work_one_hit(client_of(quiet), quiet, queue)
    spoil(quiet, "reset_after")
    before = deliver(quiet)
    Control(quiet).clock("live", {"advance": "1m"})
    after = deliver(quiet)
    # on a slow machine the second that a refused message waits passes within the first delivery
    assert (before.refused, before.sent + after.sent) == (1, 1)
    first, second = documents(sqs, queue)
    assert first["EventDocId"] == second["EventDocId"]


def test_events_that_one_process_sends_are_not_sent_by_another(
    quiet: Marketplace, queue: str
) -> None:
    work_one_hit(client_of(quiet), quiet, queue)
    by_the_other = []

    def send_slowly(message: Message) -> None:
        by_the_other.append(deliver(quiet).sent)
        assert message.transport == "SQS"

    assert deliver(quiet, send_slowly).sent == 1
    assert by_the_other == [0]


def test_a_study_of_two_virtual_weeks_takes_less_than_a_minute_and_tells_its_queue(
    market: Marketplace, sqs: Any, queue: str
) -> None:
    client = client_of(market)
    hit_type = client.create_hit_type(
        Title="t",
        Description="d",
        Reward="0.10",
        AssignmentDurationInSeconds=3_600,
        AutoApprovalDelayInSeconds=86_400,
    )["HITTypeId"]
    wanted = {**specification(queue), "EventTypes": EVENTS}
    client.update_notification_settings(HITTypeId=hit_type, Notification=wanted, Active=True)
    started = time.monotonic()
    question = client_question()
    for _ in range(40):
        client.create_hit_with_hit_type(
            HITTypeId=hit_type,
            LifetimeInSeconds=10 * 86_400,
            MaxAssignments=9,
            Question=question,
        )
    report = admin.simulate(market, workers=40, seed=7, duration="14d")
    expected = {
        "HITCreated": 40,
        "AssignmentAccepted": report.accepted,
        "AssignmentSubmitted": report.submitted,
        "AssignmentApproved": report.submitted,
        "AssignmentReturned": report.returned,
    }
    market.close()
    told = read_all(sqs, queue)
    assert time.monotonic() - started < PATIENCE_S
    assert report.submitted > 300
    assert {kind: told[kind] for kind in expected} == expected
    assert told["HITReviewable"] >= 40


def client_question() -> str:
    return (
        '<HTMLQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
        '2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA[<!DOCTYPE html><html><head><title>t'
        "</title></head><body><form><input name='label'></form></body></html>]]></HTMLContent>"
        "<FrameHeight>0</FrameHeight></HTMLQuestion>"
    )


def read_all(sqs: Any, queue: str) -> Counter[str]:
    """Read and delete until the queue is empty; a document that came twice counts once."""
    seen: dict[str, list[str]] = {}
    while found := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        for one in found:
            body = json.loads(one["Body"])
            seen[body["EventDocId"]] = [event["EventType"] for event in body["Events"]]
        handles = [{"Id": one["MessageId"], "ReceiptHandle": one["ReceiptHandle"]} for one in found]
        sqs.delete_message_batch(QueueUrl=queue, Entries=handles)
    return Counter(kind for kinds in seen.values() for kind in kinds)
