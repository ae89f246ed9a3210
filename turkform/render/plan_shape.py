"""The shape of a plan as JSON (contract, design section 4); its JSON Schema is made from this."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

Version = Literal["1"]
Amount = str  # US dollars with two decimals


class ProvenanceShape(TypedDict):
    """Git commit (empty outside git), whether files differ from it, and turkform's version."""

    commit: str
    dirty: bool
    tool_version: str


class SummaryShape(TypedDict):
    """How many changes of each kind, deeds of each kind, and outcomes that nobody knows."""

    create: int
    update: int
    replace: int
    delete: int
    pay: int
    email: int
    grant: int
    later: int
    unresolved: int


class CostShape(TypedDict):
    """US dollars as text: certain now (its parts beside it), paid out of what was reserved before,
    at most later, and what is there."""

    now: Amount
    rewards: Amount
    fees: Amount
    released: Amount
    later_max: Amount
    balance: Amount | None


class ChangeShape(TypedDict):
    """One change, or many equal ones with `count` and `addresses`."""

    address: str
    kind: str
    action: Literal["no_op", "create", "update", "replace", "delete", "forget", "import"]
    reasons: list[str]
    before: dict[str, object]
    after: dict[str, object]
    cost: Amount
    count: NotRequired[int]
    addresses: NotRequired[list[str]]


class DeedShape(TypedDict):
    """One due deed; `text` is what the worker reads."""

    address: str
    amount: Amount
    text: str


class FollowUpShape(TypedDict):
    """The due deeds of one rule; `cost` of approvals was reserved before, `later` is in words."""

    rule: str
    action: str
    count: int
    why: str
    cost: Amount
    emails: int
    later: str
    deeds: list[DeedShape]


class WaitingShape(TypedDict):
    """HITs of a group that are created when the sets before them are over."""

    group: str
    hits: int
    cost: Amount


class FieldShape(TypedDict):
    """A field as it was written last, and as it is now."""

    before: object
    after: object


class DriftShape(TypedDict):
    """An object that differs on the service from what turkform wrote."""

    address: str
    gone: bool
    fields: dict[str, FieldShape]


class FindingShape(TypedDict):
    """A warning or error, with its place in the message."""

    severity: Literal["error", "warning"]
    address: str
    message: str


class PlanShape(TypedDict):
    """What `turkform plan --format json` prints."""

    format_version: Version
    campaign: str
    environment: str
    endpoint: str
    created_at: str
    provenance: ProvenanceShape
    summary: SummaryShape
    cost: CostShape
    changes: list[ChangeShape]
    unchanged: int
    follow_ups: list[FollowUpShape]
    waiting: list[WaitingShape]
    drift: list[DriftShape]
    diagnostics: list[FindingShape]
