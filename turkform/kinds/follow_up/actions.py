"""What a follow-up may do: one small model for each action (API reference 5.2, 5.3)."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from turkform.config.templates import has_template
from turkform.config.values import (
    DurationValue,
    FilePath,
    Flag,
    Reference,
    RowMoney,
    RowNumber,
    Spec,
    Text,
)

MAX_FEEDBACK = 1_024
MAX_SUBJECT = 200
MAX_MESSAGE = 4_096
Each = Literal["assignment", "worker", "hit", "request"]


def _at_most(limit: int) -> AfterValidator:
    """Texts with templates are checked when they are rendered."""

    def check(value: str) -> str:
        if len(value) > limit and not has_template(value):
            msg = f"has {len(value)} characters; at most {limit} are taken"
            raise ValueError(msg)
        return value

    return AfterValidator(check)


Feedback = Annotated[Text, _at_most(MAX_FEEDBACK)]
Reason = Annotated[Text, Field(min_length=1)]


class ApproveSpec(Spec):
    """Approve, perhaps a rejected one."""

    feedback: Feedback = ""
    override_rejection: Flag = False


class RejectSpec(Spec):
    """Reject; the worker reads the feedback."""

    feedback: Annotated[Feedback, Field(min_length=1)]


class BonusSpec(Spec):
    """Pay more; the amount may be an expression."""

    amount: RowMoney
    reason: Reason


class MessageTextSpec(Spec):
    """A text from a template file."""

    file: FilePath


class MessageSpec(Spec):
    """A mail to the worker."""

    subject: Annotated[Text, Field(min_length=1), _at_most(MAX_SUBJECT)]
    text: Annotated[Text, Field(min_length=1), _at_most(MAX_MESSAGE)] | MessageTextSpec


class GrantSpec(Spec):
    """Give or change a qualification, silently unless told otherwise."""

    qualification: Annotated[Text, Reference(("qualification_types",))]
    value: RowNumber = 1
    notify: Flag = False


class RevokeSpec(Spec):
    """Take a qualification away; the worker reads the reason."""

    qualification: Annotated[Text, Reference(("qualification_types",))]
    reason: Text = ""


class BlockSpec(Spec):
    """Keep a worker from all HITs of the account, or let one in again."""

    reason: Reason


class ExtendSpec(Spec):
    """So many more assignments, so much more time, or both."""

    assignments: RowNumber | None = None
    lifetime: DurationValue | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.assignments is None and self.lifetime is None:
            msg = "expected assignments:, lifetime: or both"
            raise ValueError(msg)
        return self


class AcceptRequestSpec(Spec):
    """Grant a qualification that was asked for."""

    value: RowNumber = 1


class RejectRequestSpec(Spec):
    """Turn a request for a qualification down; the worker reads the reason."""

    reason: Text = ""


class CompensateSpec(Spec):
    """Pay a worker who could not submit: a HIT for this worker alone, paid on arrival."""

    amount: RowMoney
    reason: Reason
    title: Annotated[Text, Field(min_length=1, max_length=128)] = "Compensation for your work"
    lifetime: DurationValue = timedelta(days=30)


# Which of assignment, worker, hit and request an action can be done to; the first is the default.
ACTIONS: dict[str, tuple[Each, ...]] = {
    "approve": ("assignment",),
    "reject": ("assignment",),
    "bonus": ("assignment", "worker"),
    "message": ("assignment", "worker"),
    "grant": ("assignment", "worker"),
    "revoke": ("assignment", "worker"),
    "block": ("assignment", "worker"),
    "unblock": ("assignment", "worker"),
    "extend": ("hit",),
    "mark": ("hit",),
    "accept_request": ("request",),
    "reject_request": ("request",),
    "compensate": ("worker",),
}
