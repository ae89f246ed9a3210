"""Notification events and the document that carries them (API reference 12).

The body is compact JSON in the recorded key order. One document may carry several events of one
HIT type; `EventDocId` names the document, so that a receiver can drop a second delivery.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

EVENT_TYPES: Final = (
    "AssignmentAccepted",
    "AssignmentAbandoned",
    "AssignmentReturned",
    "AssignmentSubmitted",
    "AssignmentRejected",
    "AssignmentApproved",
    "HITCreated",
    "HITExtended",
    "HITDisposed",
    "HITReviewable",
    "HITExpired",
    "Ping",
)
PING: Final = "Ping"
VERSIONS: Final = ("2014-08-15", "2006-05-05")
TRANSPORTS: Final = ("SQS", "SNS", "Email")
EVENTS_PER_DOCUMENT: Final = 10
_SECONDS: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class NotificationEvent:
    """Something that happened to a HIT or an assignment; `at` is aware and in UTC."""

    event_type: str
    at: datetime
    hit_type_id: str
    hit_id: str
    assignment_id: str | None = None

    def as_json(self) -> dict[str, str]:
        """Return the event's members in the recorded order, absent ones left out."""
        members = {
            "EventType": self.event_type,
            "EventTimestamp": self.at.strftime(_SECONDS),
            "HITId": self.hit_id,
            "AssignmentId": self.assignment_id,
            "HITTypeId": self.hit_type_id,
        }
        return {key: value for key, value in members.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Sender:
    """The requester whose events these are: 12-digit account and `A...` customer id."""

    account: str
    customer_id: str


def document_id(seed: str) -> str:
    """Return the 40 hexadecimal digits that name the document made from `seed`.

    A redelivery is made from the same seed and so carries the same id.
    """
    return hashlib.sha1(seed.encode(), usedforsecurity=False).hexdigest()


def event_document(
    events: Sequence[NotificationEvent], sender: Sender, version: str, doc_id: str
) -> str:
    """Return the body of one message: an SQS body, or the `Message` of an SNS envelope."""
    document = {
        "Events": [event.as_json() for event in events],
        "EventDocId": doc_id,
        "SourceAccount": sender.account,
        "CustomerId": sender.customer_id,
        "EventDocVersion": version,
    }
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)
