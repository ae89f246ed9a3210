"""Empties the outbox: several events of one HIT type per message, each at least once.

A message is marked as sent after it went out, so a crash in between sends it again, with the
same EventDocId. Whoever keeps failing is given up on, as the real service loses messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from turkform.marketplace.clock import SECOND, moment
from turkform.marketplace.delivery.transports import Message, Send, UndeliverableError, send
from turkform.marketplace.domain.events import (
    EVENTS_PER_DOCUMENT,
    NotificationEvent,
    Sender,
    document_id,
    event_document,
)
from turkform.marketplace.service import Marketplace
from turkform.marketplace.store import outbox, requesters
from turkform.marketplace.store.database import Row, Transaction

BATCH: Final = 200
ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one run did: messages sent and refused, events that stay for later."""

    sent: int = 0
    refused: int = 0


def deliver(marketplace: Marketplace, transport: Send = send) -> Delivered:
    """Send everything that waits and may be tried now."""
    sent = refused = 0
    while True:
        with marketplace.looking() as scope:
            now_ms = scope.now_ms
            groups = list(_groups(outbox.waiting(scope.tx, now_ms, BATCH)))
            messages = [_message(scope.tx, rows) for rows in groups]
        if not messages:
            return Delivered(sent, refused)
        for rows, message in zip(groups, messages, strict=True):
            numbers = [row["n"] for row in rows]
            failure = _attempt(transport, message)
            with marketplace.database.transaction() as tx:
                if failure is None:
                    outbox.mark_sent(tx, numbers, now_ms)
                else:
                    last = rows[0]["attempts"] + 1 >= ATTEMPTS
                    later = now_ms + (SECOND << rows[0]["attempts"])
                    outbox.mark_refused(tx, numbers, failure, later, last=last)
            sent, refused = sent + (failure is None), refused + (failure is not None)


def _attempt(transport: Send, message: Message) -> str | None:
    try:
        transport(message)
    except UndeliverableError as error:
        return str(error)
    return None


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Put events of one HIT type and destination together, in their order."""
    ordered = sorted(rows, key=lambda row: (*_address(row), row["n"]))
    for _, found in groupby(ordered, key=_address):
        events = list(found)
        for start in range(0, len(events), EVENTS_PER_DOCUMENT):
            yield events[start : start + EVENTS_PER_DOCUMENT]


def _address(row: Row) -> tuple[str, str, str, str, int]:
    return (
        row["hit_type_id"],
        row["transport"],
        row["destination"],
        row["version"],
        row["attempts"],
    )


def _message(tx: Transaction, rows: Sequence[Row]) -> Message:
    first = rows[0]
    owner = requesters.get(tx, first["requester_id"])
    events = [
        NotificationEvent(
            row["event_type"],
            moment(row["at"]),
            row["hit_type_id"],
            row["hit_id"],
            row["assignment_id"],
        )
        for row in rows
    ]
    sender = Sender(owner.account, owner.requester_id)
    seed = f"{owner.requester_id}:{','.join(str(row['n']) for row in rows)}"
    body = event_document(events, sender, first["version"], document_id(seed))
    return Message(first["transport"], first["destination"], body, rows[-1]["at"])
