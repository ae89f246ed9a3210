"""Empties the outbox: several events of one HIT type per message, each at least once.

Events are claimed first, so that of several processes one sends them. A message is marked as
sent after it went out, so a crash in between sends it again, with the same EventDocId. Whoever
keeps failing is given up on, as the real service loses messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, cast

from turkform.marketplace.clock import SECOND, moment
from turkform.marketplace.control.fault_script import NOTIFICATION, Fault
from turkform.marketplace.control.faulty import take_fault
from turkform.marketplace.delivery.transports import (
    Message,
    Send,
    Transports,
    UndeliverableError,
)
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
LEASE_MS: Final = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one run did: messages sent and refused, events that stay for later."""

    sent: int = 0
    refused: int = 0


def deliver(marketplace: Marketplace, transport: Send | None = None) -> Delivered:
    """Send everything that waits and may be tried now."""
    if transport is not None:
        return _deliver(marketplace, transport)
    with Transports() as real:
        return _deliver(marketplace, real)


def _deliver(marketplace: Marketplace, transport: Send) -> Delivered:
    sent = refused = 0
    while rows := _claim(marketplace):
        for events in _groups(rows):
            failure = _send(marketplace, transport, events)
            sent, refused = sent + (failure is None), refused + (failure is not None)
    return Delivered(sent, refused)


def _claim(marketplace: Marketplace) -> list[Row]:
    with marketplace.looking() as scope:
        if not outbox.is_waiting(scope.tx, scope.now_ms):
            return []
    with marketplace.acting() as scope:
        return outbox.claim(scope.tx, scope.now_ms, BATCH, scope.now_ms + LEASE_MS)


def _send(marketplace: Marketplace, transport: Send, rows: Sequence[Row]) -> str | None:
    """Send one message and note what became of it; returns why it was refused, if it was."""
    numbers = [row["n"] for row in rows]
    fault = None
    if marketplace.options.faults:
        fault = take_fault(marketplace.database, NOTIFICATION)
    with marketplace.looking() as scope:
        now_ms, message = scope.now_ms, _message(scope.tx, rows)
    if fault is not None and fault.kind == "delay":
        later = now_ms + round(float(cast("float", fault.arguments.get("seconds", 1))) * SECOND)
        with marketplace.database.transaction() as tx:
            outbox.postpone(tx, numbers, later)
        return None
    failure = _spoilt_attempt(transport, message, fault)
    with marketplace.database.transaction() as tx:
        if failure is None:
            outbox.mark_sent(tx, numbers, now_ms)
        else:
            last = rows[0]["attempts"] + 1 >= ATTEMPTS
            later = now_ms + (SECOND << rows[0]["attempts"])
            outbox.mark_refused(tx, numbers, failure, later, last=last)
    return failure


def _spoilt_attempt(transport: Send, message: Message, fault: Fault | None) -> str | None:
    """Attempt under a fault script: `lose`, `duplicate`, or `reset_after` (arrives, unnoticed)."""
    kind = fault.kind if fault else ""
    if kind == "lose":
        return None
    failure = _attempt(transport, message)
    if kind == "duplicate":
        _attempt(transport, message)
    return "the reply was lost" if kind == "reset_after" else failure


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
