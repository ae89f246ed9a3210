"""`notifications:` in YAML (API reference 12)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from turkform.config.sections import Section
from turkform.config.values import Flag, Lifecycle, Reference, Shape, Spec, Text

EventType = Literal[
    "AssignmentAccepted", "AssignmentAbandoned", "AssignmentReturned", "AssignmentSubmitted",
    "AssignmentRejected", "AssignmentApproved", "HITCreated", "HITExtended", "HITDisposed",
    "HITReviewable", "HITExpired",
]  # fmt: skip

_QUEUE = Shape(
    r"https?://[^\s/]+/\d{12}/[A-Za-z0-9_.-]+",
    "a queue's address such as https://sqs.us-east-1.amazonaws.com/123456789012/my-queue",
)
_TOPIC = Shape(
    r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+",
    "a topic's ARN such as arn:aws:sns:us-east-1:123456789012:my-topic",
)


class NotificationSpec(Spec):
    """Where the events of a HIT type go; one destination for each HIT type."""

    hit_type: Annotated[Text, Reference(("hit_types",))]
    sqs: Annotated[Text, _QUEUE] | None = None
    sns: Annotated[Text, _TOPIC] | None = None
    events: Annotated[tuple[EventType, ...], Field(min_length=1)]
    active: Flag = True
    lifecycle: Lifecycle = Field(default_factory=Lifecycle)

    @model_validator(mode="after")
    def _one_destination(self) -> Self:
        if (self.sqs is None) == (self.sns is None):
            msg = "expected exactly one of sqs: and sns:"
            raise ValueError(msg)
        return self


_DESTINATION = ("destination", "transport")
_COMPARABLE = {
    "sqs": _DESTINATION, "sns": _DESTINATION, "events": ("events",), "active": ("active",),
}  # fmt: skip
SECTION = Section("notifications", "notification", NotificationSpec, comparable=_COMPARABLE)
