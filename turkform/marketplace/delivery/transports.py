"""Sending one message to one destination (API reference 12).

Endpoints and credentials are boto3's own (`AWS_ENDPOINT_URL_SQS`, profiles, ...). A queue URL
on a host that is not Amazon's is its own endpoint.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal, Protocol, Self
from urllib.parse import urlsplit

from turkform.marketplace.clock import moment

REGION: Final = "us-east-1"
TIMEOUT_S: Final = 10
WEB: Final = ("https://", "http://")


class UndeliverableError(Exception):
    """The destination refused the message or cannot be reached; the text says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """One event document for one destination; `at_ms` becomes an SNS subject."""

    transport: str
    destination: str
    body: str
    at_ms: int


class _Client(Protocol):
    """A boto3 client of SQS or SNS, as far as it is used here."""

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> object: ...  # noqa: N803 - boto3

    def publish(self, *, TopicArn: str, Message: str, Subject: str) -> object: ...  # noqa: N803 - boto3

    def close(self) -> None: ...


class Send(Protocol):
    """Delivers a message or raises `UndeliverableError`."""

    def __call__(self, message: Message) -> None: ...


class Transports:
    """Delivers messages, keeping one boto3 client for each endpoint until it is closed."""

    def __init__(self) -> None:
        self._clients: dict[tuple[str, str | None], _Client] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            client.close()

    def __call__(self, message: Message) -> None:
        """Deliver by the message's transport; e-mail is recorded by the caller, goes nowhere."""
        if message.transport == "SQS":
            self._send_sqs(message)
        elif message.transport == "SNS" and message.destination.startswith(WEB):
            _post(message)
        elif message.transport == "SNS":
            self._send_sns(message)

    def _send_sqs(self, message: Message) -> None:
        url = urlsplit(message.destination)
        amazon = (url.hostname or "").endswith(".amazonaws.com")
        endpoint = None if amazon else f"{url.scheme}://{url.netloc}"
        with _undeliverable():
            client = self._client("sqs", endpoint)
            client.send_message(QueueUrl=message.destination, MessageBody=message.body)

    def _send_sns(self, message: Message) -> None:
        subject = str(message.at_ms)
        with _undeliverable():
            client = self._client("sns", None)
            client.publish(TopicArn=message.destination, Message=message.body, Subject=subject)

    def _client(self, service: Literal["sqs", "sns"], endpoint: str | None) -> _Client:
        from boto3 import Session
        from botocore.config import Config

        client = self._clients.get((service, endpoint))
        if client is None:
            patience = Config(
                connect_timeout=TIMEOUT_S, read_timeout=TIMEOUT_S, retries={"max_attempts": 1}
            )
            client = Session().client(
                service, region_name=REGION, endpoint_url=endpoint, config=patience
            )
            self._clients[service, endpoint] = client
        return client


@contextmanager
def _undeliverable() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise UndeliverableError(str(error)) from error


def _post(message: Message) -> None:
    """Post the envelope that SNS posts to a subscriber; it is not signed."""
    envelope = {
        "Type": "Notification",
        "MessageId": str(uuid.uuid4()),
        "TopicArn": "",
        "Subject": str(message.at_ms),
        "Message": message.body,
        "Timestamp": moment(message.at_ms).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
    }
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked by the caller
        message.destination,
        json.dumps(envelope).encode(),
        {"Content-Type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": "Notification"},
    )
    try:
        urllib.request.urlopen(request, timeout=TIMEOUT_S).close()  # noqa: S310 - as above
    except (urllib.error.URLError, OSError) as error:
        raise UndeliverableError(str(error)) from error
