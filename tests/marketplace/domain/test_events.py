"""The body of a notification, as recorded (API reference 12)."""

from __future__ import annotations

from datetime import UTC, datetime

from turkform.marketplace.domain.events import (
    NotificationEvent,
    Sender,
    document_id,
    event_document,
)

AT = datetime(2019, 8, 9, 21, 17, 16, 848000, tzinfo=UTC)
SENDER = Sender("047991105548", "AUYKYIHQXG6XR")


def submitted(assignment_id: str) -> NotificationEvent:
    return NotificationEvent("AssignmentSubmitted", AT, "0987", "1234", assignment_id)


def test_a_document_of_two_events_has_the_recorded_form() -> None:
    body = event_document([submitted("21"), submitted("87")], SENDER, "2014-08-15", "9928a4")
    assert body == (
        '{"Events":['
        '{"EventType":"AssignmentSubmitted","EventTimestamp":"2019-08-09T21:17:16Z",'
        '"HITId":"1234","AssignmentId":"21","HITTypeId":"0987"},'
        '{"EventType":"AssignmentSubmitted","EventTimestamp":"2019-08-09T21:17:16Z",'
        '"HITId":"1234","AssignmentId":"87","HITTypeId":"0987"}],'
        '"EventDocId":"9928a4","SourceAccount":"047991105548","CustomerId":"AUYKYIHQXG6XR",'
        '"EventDocVersion":"2014-08-15"}'
    )


def test_an_event_of_a_hit_names_no_assignment() -> None:
    event = NotificationEvent("HITReviewable", AT, "0987", "1234")
    assert list(event.as_json()) == ["EventType", "EventTimestamp", "HITId", "HITTypeId"]


def test_a_document_is_named_by_40_hexadecimal_digits_that_a_redelivery_repeats() -> None:
    name = document_id("17")
    assert len(name) == 40
    assert set(name) <= set("0123456789abcdef")
    assert name == document_id("17") != document_id("18")
