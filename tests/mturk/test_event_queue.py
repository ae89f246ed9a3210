import time
from typing import Any

import boto3
import pytest

from turkform.core.errors import TurkformError
from turkform.mturk.event_queue import EventQueue


@pytest.fixture
def sqs(moto_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", moto_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    return boto3.client("sqs", region_name="us-east-1")


@pytest.fixture
def url(sqs: Any, request: pytest.FixtureRequest) -> str:
    return str(sqs.create_queue(QueueName=request.node.name)["QueueUrl"])


def test_a_queue_rings_once_for_everything_that_lies_in_it(sqs: Any, url: str) -> None:
    for number in range(12):
        sqs.send_message(QueueUrl=url, MessageBody=f"event {number}")
    queue = EventQueue(url, "us-east-1", None)
    assert queue.wait(5)
    assert not queue.wait(0)


def test_an_empty_queue_does_not_ring(url: str, sqs: Any) -> None:
    started = time.monotonic()
    assert not EventQueue(url, "us-east-1", None).wait(0)
    assert time.monotonic() - started < 5


def test_a_queue_that_is_not_there_is_named(sqs: Any, moto_url: str) -> None:
    with pytest.raises(TurkformError, match="nothing-here cannot be read"):
        EventQueue(f"{moto_url}/123456789012/nothing-here", "us-east-1", None).wait(0)
