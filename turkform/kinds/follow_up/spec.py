"""`follow_ups:` in YAML: whom a rule concerns, when, and what it does."""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from turkform.config.rows import ListFile
from turkform.config.sections import Section
from turkform.config.values import (
    DurationValue,
    ExpressionValue,
    Names,
    Reference,
    RowNumber,
    Shorthand,
    Spec,
)
from turkform.kinds.follow_up.actions import (
    ACTIONS,
    AcceptRequestSpec,
    ApproveSpec,
    BlockSpec,
    BonusSpec,
    CompensateSpec,
    Each,
    ExtendSpec,
    GrantSpec,
    MessageSpec,
    RejectRequestSpec,
    RejectSpec,
    RevokeSpec,
)
from turkform.kinds.follow_up.check import check
from turkform.kinds.follow_up.names import LATE

# The columns of the Requester site's results file.
LIST_KEYS = {
    "assignment": "AssignmentId",
    "worker": "WorkerId",
    "hit": "HITId",
    "request": "WorkerId",
}
_SOURCES = ("on", "on_requests", "from_csv")


class FollowUpSpec(Spec):
    """A once-only deed for each assignment, worker, HIT or request that a rule picks.

    `on` names HIT groups, those of another campaign as `campaign/group`; `on_requests` the
    qualification types whose pending requests are decided; `from_csv` a list made elsewhere, alone
    or as a further condition. `after` delays by events and by other follow-ups.
    """

    # `each` has a default that depends on the action: the schema must not demand it.
    model_config = ConfigDict(json_schema_extra=lambda schema: schema.pop("required", None))

    on: Annotated[Names, Reference(("hits",), foreign=True)] = ()
    on_requests: Annotated[Names, Reference(("qualification_types",))] = ()
    each: Each
    when: ExpressionValue | None = None
    after: dict[str, DurationValue] = Field(default_factory=dict)
    limit: RowNumber | None = None
    order_by: ExpressionValue | None = None
    from_csv: Annotated[ListFile, Shorthand()] | None = None
    approve: ApproveSpec | None = None
    reject: RejectSpec | None = None
    bonus: BonusSpec | None = None
    message: MessageSpec | None = None
    grant: GrantSpec | None = None
    revoke: RevokeSpec | None = None
    block: BlockSpec | None = None
    unblock: BlockSpec | None = None
    extend: ExtendSpec | None = None
    mark: Literal["reviewing", "reviewable"] | None = None
    accept_request: AcceptRequestSpec | None = None
    reject_request: RejectRequestSpec | None = None
    compensate: CompensateSpec | None = None

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, data: Any) -> Any:
        """`each:` follows from the action, the key column of a list from `each:`."""
        if not isinstance(data, dict):
            return data
        action = next((name for name in ACTIONS if name in data), "approve")
        each = data.get("each", ACTIONS[action][0])
        filled = {"each": each, **data}
        listed = filled.get("from_csv")
        if isinstance(listed, str):
            listed = {"file": listed}
        if isinstance(listed, dict) and isinstance(each, str):
            filled["from_csv"] = {"key": LIST_KEYS.get(each, "WorkerId"), **listed}
        return filled

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for problem in (*self._actions(), *self._sources()):
            raise ValueError(problem)
        return self

    def _actions(self) -> list[str]:
        given = [name for name in ACTIONS if getattr(self, name) is not None]
        if len(given) != 1:
            return [f"expected exactly one of {', '.join(ACTIONS)}"]
        if self.each not in ACTIONS[given[0]]:
            allowed = " or ".join(ACTIONS[given[0]])
            return [f"{given[0]}: is done to each {allowed}, not to each {self.each}"]
        return []

    def _sources(self) -> list[str]:
        if self.on and self.on_requests:
            return ["expected on: or on_requests:, not both"]
        if (self.each == "request") != bool(self.on_requests):
            return ["on_requests: goes with accept_request: and reject_request:, and they with it"]
        if not self.on and not self.on_requests and self.from_csv is None:
            return [f"expected one of {', '.join(f'{name}:' for name in _SOURCES)}"]
        if self.each == "hit" and not self.on:
            return ["on: is missing: which group's HITs are meant?"]
        if self.order_by is not None and self.limit is None:
            return ["order_by: needs limit:, the number that is taken from the top"]
        if self.reject is not None and self.when is None and self.from_csv is None:
            return ["reject: needs when: or from_csv:, or it would reject everybody"]
        return []

    @property
    def action(self) -> str:
        """The key of what is done, such as `bonus`."""
        return next(name for name in ACTIONS if getattr(self, name) is not None)

    @property
    def deed(self) -> Spec | str:
        """What is done: the model under the action's key; for `mark` the wanted status."""
        value: Spec | str = getattr(self, self.action)
        return value


SECTION = Section(
    "follow_ups",
    "follow_up",
    FollowUpSpec,
    late=LATE,
    expressions=frozenset({"when", "order_by"}),
    check=check,
)
