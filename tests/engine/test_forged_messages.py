"""What strangers put into the queue of notifications rings, and no more: bad inputs 76 and 77."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socket import create_server
from typing import Any

import boto3
import pytest

from tests.engine.served import World

RULES = """
follow_ups:
  accept: {on: pictures, when: "{{ answer.label == 'cat' }}", approve: {feedback: Thanks}}
"""
METADATA = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"
SECONDS = 60


@dataclass
class Watch:
    """`apply --watch` beside its queue; `fetched` are the connections that it made elsewhere."""

    world: World
    process: "subprocess.Popen[str]"
    send: Callable[[dict[str, object]], None]
    fetched: list[str]

    def line(self) -> str:
        """What the next round comes to."""
        assert self.process.stderr is not None
        return self.process.stderr.readline()


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A port that notes who connects; it stands for every address outside, as their proxy."""
    seen: list[str] = []
    ended = threading.Event()
    with create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def note() -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    seen.append(connection.recv(200).decode("latin-1"))

        thread = threading.Thread(target=note)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", seen
        finally:
            ended.set()
            thread.join()


@pytest.fixture
def watch(world: World, moto_url: str, request: pytest.FixtureRequest) -> Iterator[Watch]:
    world.write("a", more=RULES)
    sqs = boto3.client("sqs", region_name="us-east-1", endpoint_url=moto_url)
    queue = sqs.create_queue(QueueName=f"q{abs(hash(request.node.name))}")["QueueUrl"]

    def send(message: dict[str, object]) -> None:
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(message))

    options = ["--env", "lab", "--auto-approve", "--watch", "--interval", "1h", "--queue", queue]
    with listening() as (address, seen):
        outside = {"http_proxy": address, "https_proxy": address, "no_proxy": "127.0.0.1"}
        with subprocess.Popen(
            [sys.executable, "-m", "turkform", "apply", str(world.folder), *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **outside, "AWS_ENDPOINT_URL_SQS": moto_url},
        ) as process:  # fmt: skip
            watching = Watch(world, process, send, seen)
            assert "2 done" in watching.line()
            yield watching
            process.terminate()
            assert process.wait(SECONDS) == 143


def envelope(event: dict[str, str], **more: str) -> dict[str, object]:
    """What SNS would have sent, with a signature that is none."""
    return {
        "Type": "Notification", "MessageId": "m-1", "TopicArn": "arn:aws:sns:us-east-1:1:t",
        "Message": json.dumps({"Events": [event]}), "Signature": "Zm9yZ2Vk",
        "SigningCertURL": METADATA, **more,
    }  # fmt: skip


def event(world: World, **changes: str) -> dict[str, str]:
    return {
        "EventType": "AssignmentSubmitted", "HITId": world.hits()[0],
        "AssignmentId": "3FORGEDASSIGNMENT", "WorkerId": "A9STRANGER", **changes,
    }  # fmt: skip


def writes(world: World) -> list[str]:
    entries: Any = world.control.journal()
    return [entry["operation"] for entry in entries]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"HITTypeId": "3FOREIGNHITTYPE", "HITId": "3FOREIGNHIT"},
        {"EventType": "HITDisposed"},
        {"EventType": "AssignmentRejected"},
    ],
    ids=["forged work", "a foreign HIT type", "a HIT that is there", "a forged decision"],
)
def test_bad_input_76_a_forged_message_starts_a_round_that_finds_nothing_to_do(
    watch: Watch, changes: dict[str, str]
) -> None:
    before = writes(watch.world)
    watch.send(envelope(event(watch.world, **changes)))
    assert "nothing to do" in watch.line()
    assert writes(watch.world) == before
    assert watch.fetched == []


def test_bad_input_76_a_message_that_comes_again_approves_nothing_again(watch: Watch) -> None:
    watch.world.work(watch.world.hits()[0], "A1ANN")
    told = envelope(event(watch.world, WorkerId="A1ANN"))
    watch.send(told)
    assert "1 done" in watch.line()
    watch.send(told)
    assert "nothing to do" in watch.line()
    assert len(watch.world.executed("ApproveAssignment")) == 1


@pytest.mark.parametrize("kind", ["SubscriptionConfirmation", "UnsubscribeConfirmation"])
def test_bad_input_77_an_address_in_a_message_is_never_fetched(watch: Watch, kind: str) -> None:
    watch.send(envelope({}, Type=kind, SubscribeURL=METADATA, UnsubscribeURL=METADATA))
    assert "nothing to do" in watch.line()
    assert watch.fetched == []
