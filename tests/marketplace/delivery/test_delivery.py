"""Notifications in real SQS and SNS messages, as moto's server receives them."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from turkform.marketplace import work
from turkform.marketplace.delivery.outbox_worker import deliver
from turkform.marketplace.delivery.transports import Message, UndeliverableError
from turkform.marketplace.embedded import attach, open_marketplace
from turkform.marketplace.service import Marketplace
from turkform.marketplace.store import journal

pytestmark = pytest.mark.moto
# half of what the service waits for a destination
SLOW_S = 5
EVENTS = ["HITCreated", "AssignmentAccepted", "AssignmentSubmitted"]
QUESTION = (
    '<ExternalQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2006-07-14/ExternalQuestion.xsd"><ExternalURL>https://example.org/</ExternalURL>'
    "<FrameHeight>0</FrameHeight></ExternalQuestion>"
)


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Marketplace]:
    marketplace = open_marketplace(tmp_path / "m.db", side="live", delivery=False)
    yield marketplace
    marketplace.close()


@pytest.fixture
def mturk(market: Marketplace) -> Iterator[Any]:
    client = boto3.client(
        "mturk",
        region_name="us-east-1",
        endpoint_url="http://localhost:1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    attach(client, market)
    yield client
    client.close()


def specification(destination: str, transport: str = "SQS") -> dict[str, Any]:
    return {
        "Destination": destination,
        "Transport": transport,
        "Version": "2014-08-15",
        "EventTypes": EVENTS,
    }


def documents(sqs: Any, queue: str) -> list[dict[str, Any]]:
    found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(one["Body"]) for one in found]


def work_one_hit(mturk: Any, market: Marketplace, destination: str) -> str:
    hit_type = mturk.create_hit_type(
        Title="t", Description="d", Reward="0.10", AssignmentDurationInSeconds=60
    )["HITTypeId"]
    mturk.update_notification_settings(
        HITTypeId=hit_type, Notification=specification(destination), Active=True
    )
    hit_id = mturk.create_hit_with_hit_type(
        HITTypeId=hit_type, LifetimeInSeconds=3600, Question=QUESTION
    )["HIT"]["HITId"]
    with market.acting() as scope:
        accepted = work.accept(scope, "live", hit_id, "AWORKER")
    with market.acting() as scope:
        work.submit(scope, accepted.assignment_id, "<QuestionFormAnswers/>", "AWORKER")
    return accepted.assignment_id


def test_the_events_of_a_hit_type_travel_together_in_the_recorded_form(
    mturk: Any, market: Marketplace, sqs: Any, queue: str
) -> None:
    assignment_id = work_one_hit(mturk, market, queue)
    assert deliver(market).sent == 1
    (document,) = documents(sqs, queue)
    assert list(document) == [
        "Events",
        "EventDocId",
        "SourceAccount",
        "CustomerId",
        "EventDocVersion",
    ]
    assert [one["EventType"] for one in document["Events"]] == EVENTS
    assert document["Events"][2]["AssignmentId"] == assignment_id
    assert deliver(market).sent == 0


def test_a_refused_message_waits_and_goes_out_again_with_the_same_id(
    mturk: Any, market: Marketplace, queue: str
) -> None:
    bodies: list[str] = []

    def refuse(message: Message) -> None:
        bodies.append(message.body)
        raise UndeliverableError("gone")

    work_one_hit(mturk, market, queue)
    assert deliver(market, refuse).refused == 1
    assert deliver(market, refuse).refused == 0
    with market.acting() as scope:
        scope.tx.execute("UPDATE outbox SET not_before = 0")
    assert deliver(market, refuse).refused == 1
    assert bodies[0] == bodies[1]


def test_a_test_event_arrives_at_once(mturk: Any, sqs: Any, queue: str) -> None:
    mturk.send_test_event_notification(
        Notification=specification(queue), TestEventType="AssignmentApproved"
    )
    (document,) = documents(sqs, queue)
    assert document["Events"][0]["EventType"] == "AssignmentApproved"


def test_a_test_event_to_a_slow_destination_keeps_nobody_from_writing(
    market: Marketplace, mturk: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(1) as threads:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        wanted = specification(address) | {"Transport": "SNS"}
        sending = threads.submit(
            mturk.send_test_event_notification, Notification=wanted, TestEventType="Ping"
        )
        connection, _ = silent.accept()
        read_request(connection)
        begun = time.monotonic()
        mturk.create_hit_type(
            Title="t", Description="d", Reward="0.10", AssignmentDurationInSeconds=60
        )
        assert time.monotonic() - begun < SLOW_S
        assert not sending.done()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        connection.close()
        sending.result()
    with market.looking() as scope:
        deeds = [entry["operation"] for entry in journal.entries(scope.tx)]
    assert deeds == ["CreateHITType", "SendTestEventNotification"]


def read_request(connection: socket.socket) -> None:
    """Everything that was sent, so that closing is no reset."""
    with connection.makefile("rb") as sent:
        headers = list(iter(sent.readline, b"\r\n"))
        sizes = [h.split(b":")[1] for h in headers if h.lower().startswith(b"content-length")]
        sent.read(int(sizes[0]))


def test_a_test_event_to_no_queue_is_refused(mturk: Any, aws: str) -> None:
    nowhere = specification(f"{aws}/123456789012/nowhere")
    with pytest.raises(ClientError) as caught:
        mturk.send_test_event_notification(Notification=nowhere, TestEventType="Ping")
    assert caught.value.response["Error"]["Code"] == "ParameterValidationError"


def test_sns_subscribers_read_the_document_inside_the_envelope(
    mturk: Any, sqs: Any, queue: str, aws: str
) -> None:
    sns = boto3.client("sns", region_name="us-east-1", endpoint_url=aws)
    topic = sns.create_topic(Name="events")["TopicArn"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"])
    mturk.send_test_event_notification(
        Notification=specification(topic, "SNS"), TestEventType="Ping"
    )
    sns.close()
    (envelope,) = documents(sqs, queue)
    assert envelope["Subject"].isdigit()
    assert json.loads(envelope["Message"])["Events"][0]["EventType"] == "Ping"
