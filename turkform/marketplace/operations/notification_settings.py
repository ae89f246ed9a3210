"""UpdateNotificationSettings: one specification per HIT type (API reference 5.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from turkform.marketplace.context import Context, Request
from turkform.marketplace.domain.events import (
    PING,
    VERSIONS,
    NotificationEvent,
    Sender,
    document_id,
    event_document,
)
from turkform.marketplace.json_types import JsonObject, Members
from turkform.marketplace.operations import hit_types
from turkform.marketplace.protocol.errors import invalid_value, parameter_validation_error
from turkform.marketplace.store import notification_settings
from turkform.marketplace.store.notification_settings import NotificationSetting


def update_notification_settings(ctx: Context, request: Request) -> Members:
    """Replace the whole specification, or switch an existing one on or off."""
    hit_type = hit_types.get(ctx, str(request["HITTypeId"]))
    existing = notification_settings.find(ctx.tx, hit_type.hit_type_id)
    wanted = _wanted(ctx, hit_type.hit_type_id, request) or existing
    if wanted is None:
        raise parameter_validation_error(
            "AWS.MissingParameters",
            "The request must include the parameter Notification: this HIT type has no "
            "notification specification yet.",
        )
    active = request.get("Active")
    if isinstance(active, bool):
        wanted = replace(wanted, active=active)
    notification_settings.save(ctx.tx, wanted)
    return {}


def _wanted(ctx: Context, hit_type_id: str, request: Request) -> NotificationSetting | None:
    given = request.get("Notification")
    if not isinstance(given, dict):
        if "Active" not in request:
            raise parameter_validation_error(
                "AWS.MissingParameters",
                "The request must include one of the following parameters: Notification, Active.",
            )
        return None
    events = check_specification(given)
    return NotificationSetting(
        hit_type_id=hit_type_id,
        requester_id=ctx.requester.id,
        destination=str(given["Destination"]),
        transport=str(given["Transport"]),
        version=str(given["Version"]),
        event_types=events,
        active=True,
    )


def check_specification(given: JsonObject, *, ping: bool = False) -> tuple[str, ...]:
    """Refuse what cannot be delivered; returns the event types."""
    version = str(given["Version"])
    if version not in VERSIONS:
        raise invalid_value("Version", version)
    events = tuple(str(one) for one in cast("list[str]", given["EventTypes"]))
    if not events or (PING in events and not ping):
        raise invalid_value("EventTypes", ", ".join(events))
    transport, destination = str(given["Transport"]), str(given["Destination"])
    if not _fits(transport, destination):
        raise parameter_validation_error(
            "InvalidTransportEndpoint",
            f'The value "{destination}" is not a valid {transport} endpoint.',
        )
    return events


def send_test_event_notification(ctx: Context, request: Request) -> Members:
    """Send one event of made-up objects at once, whatever the specification's EventTypes are."""
    given = cast("JsonObject", request["Notification"])
    check_specification(given, ping=True)
    kind = str(request["TestEventType"])
    event = NotificationEvent(
        kind,
        ctx.now,
        ctx.ids.entity(),
        ctx.ids.entity(),
        ctx.ids.entity() if kind.startswith("Assignment") else None,
    )
    sender = Sender(ctx.requester.account, ctx.requester.id)
    body = event_document([event], sender, str(given["Version"]), document_id(ctx.ids.request()))
    ctx.hooks.send_now(str(given["Transport"]), str(given["Destination"]), body, ctx.now_ms)
    return {}


def _fits(transport: str, destination: str) -> bool:
    if transport == "SQS":
        return destination.startswith(("https://", "http://"))
    if transport == "SNS":
        return destination.startswith(("arn:aws:sns:", "https://", "http://"))
    return "@" in destination
