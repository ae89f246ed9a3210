"""Sending one message to one destination (API reference 12).

Endpoints and credentials are boto3's own (`AWS_ENDPOINT_URL_SQS`, profiles, ...). A queue URL
on a host that is not Amazon's is its own endpoint.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Final, Protocol
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


class Send(Protocol):
    """Delivers a message or raises `UndeliverableError`."""

    def __call__(self, message: Message) -> None: ...


def send(message: Message) -> None:
    """Deliver by the message's transport; e-mail is recorded by the caller and goes nowhere."""
    if message.transport == "SQS":
        _send_sqs(message)
    elif message.transport == "SNS" and message.destination.startswith(WEB):
        _post(message)
    elif message.transport == "SNS":
        _send_sns(message)


def _send_sqs(message: Message) -> None:
    from boto3 import Session
    from botocore.exceptions import BotoCoreError, ClientError

    url = urlsplit(message.destination)
    amazon = (url.hostname or "").endswith(".amazonaws.com")
    endpoint = None if amazon else f"{url.scheme}://{url.netloc}"
    client = Session().client("sqs", region_name=REGION, endpoint_url=endpoint)
    try:
        client.send_message(QueueUrl=message.destination, MessageBody=message.body)
    except (BotoCoreError, ClientError) as error:
        raise UndeliverableError(str(error)) from error
    finally:
        client.close()


def _send_sns(message: Message) -> None:
    from boto3 import Session
    from botocore.exceptions import BotoCoreError, ClientError

    client = Session().client("sns", region_name=REGION)
    try:
        client.publish(
            TopicArn=message.destination, Message=message.body, Subject=str(message.at_ms)
        )
    except (BotoCoreError, ClientError) as error:
        raise UndeliverableError(str(error)) from error
    finally:
        client.close()


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
