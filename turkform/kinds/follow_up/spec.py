"""`follow_ups:` in YAML; they parse and validate here, and are planned by their own kinds."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from turkform.config.sections import Section
from turkform.config.values import (
    DurationValue,
    FilePath,
    Flag,
    Reference,
    RowNumber,
    Spec,
    Text,
)


class ApproveSpec(Spec):
    """Approve, perhaps a rejected one."""

    feedback: Text = ""
    override_rejection: Flag = False


class RejectSpec(Spec):
    """Reject; the worker reads the feedback."""

    feedback: Annotated[Text, Field(min_length=1)]


class BonusSpec(Spec):
    """Pay more; the amount may be an expression."""

    amount: Text
    reason: Annotated[Text, Field(min_length=1)]


class MessageTextSpec(Spec):
    """A text from a template file."""

    file: FilePath


class MessageSpec(Spec):
    """A mail to the worker."""

    subject: Annotated[Text, Field(min_length=1, max_length=200)]
    text: Text | MessageTextSpec


class GrantSpec(Spec):
    """Give or change a qualification, silently unless told otherwise."""

    qualification: Annotated[Text, Reference(("qualification_types",))]
    value: RowNumber = 1
    notify: Flag = False


class RevokeSpec(Spec):
    """Take a qualification away."""

    qualification: Annotated[Text, Reference(("qualification_types",))]
    reason: Text = ""


class BlockSpec(Spec):
    """Keep a worker from all HITs of the account."""

    reason: Annotated[Text, Field(min_length=1)]


class ExtendSpec(Spec):
    """More assignments, a later expiry, or both."""

    assignments: RowNumber | None = None
    lifetime: DurationValue | None = None


_ACTIONS = (
    "approve", "reject", "bonus", "message", "grant", "revoke", "block", "unblock", "extend",
)  # fmt: skip


class FollowUpSpec(Spec):
    """A once-only deed for each assignment, worker or HIT that a rule picks."""

    on: Annotated[Text | tuple[Text, ...], Reference(("hits",))]
    each: Literal["assignment", "worker", "hit"] = "assignment"
    when: Text = ""
    after: dict[str, DurationValue] = Field(default_factory=dict)
    limit: RowNumber | None = None
    order_by: Text = ""
    from_csv: FilePath | None = None
    approve: ApproveSpec | None = None
    reject: RejectSpec | None = None
    bonus: BonusSpec | None = None
    message: MessageSpec | None = None
    grant: GrantSpec | None = None
    revoke: RevokeSpec | None = None
    block: BlockSpec | None = None
    unblock: BlockSpec | None = None
    extend: ExtendSpec | None = None

    @model_validator(mode="after")
    def _one_action(self) -> Self:
        if sum(getattr(self, name) is not None for name in _ACTIONS) != 1:
            msg = f"expected exactly one of {', '.join(_ACTIONS)}"
            raise ValueError(msg)
        return self


SECTION = Section("follow_ups", "follow_up", FollowUpSpec)
