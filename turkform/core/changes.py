"""Changes: an action on one object, with reasons from a closed list."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from turkform.core.addresses import Address
from turkform.core.diagnostics import SourceSpan
from turkform.core.json_types import Json
from turkform.core.money import ZERO, Money
from turkform.core.resources import Resource


class Action(StrEnum):
    """What apply would do to an object (contract, design section 4)."""

    NO_OP = "no_op"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    FORGET = "forget"
    IMPORT = "import"


class Reason(StrEnum):
    """Why; the text is what the user reads."""

    NEW = "new in the configuration"
    GONE_LIVE = "no longer exists on the service"
    REMOVED = "no longer in the configuration"
    DESTROY = "destroy was asked for"
    REQUESTED = "replacement was asked for"
    FIELD_CHANGED = "changed in the configuration"
    DRIFTED = "changed on the service outside of turkform"
    IMMUTABLE = "cannot be changed in place"
    HIT_TYPE_IMMUTABLE = "a HIT type cannot be changed in place"
    HIT_TYPE_MOVED = "its HIT type is replaced"
    QUESTION_IMMUTABLE = "the question of a HIT cannot be changed in place"
    ASSIGNMENTS_CANNOT_SHRINK = "assignments of a HIT cannot be taken back"
    TEN_ASSIGNMENT_WALL = "a HIT created with fewer than ten assignments can never reach ten"
    EXPIRY_CANNOT_SHORTEN = "the expiry of a HIT cannot be moved to an earlier future moment"
    NAME_IMMUTABLE = "the name of a qualification type cannot be changed"
    TEST_CANNOT_BE_REMOVED = "a test of a qualification type cannot be removed"
    RETRY_CANNOT_BE_REMOVED = "retries of a qualification type cannot be switched off again"
    SETTINGS_UNREADABLE = "notification settings cannot be read back"
    DEPENDENCY_REPLACED = "an object it depends on is replaced"
    MOVED = "moved in the configuration"
    IMPORTED = "named by an import block"
    PROTECT_CHANGED = "its protection changes"
    EXPIRED = "its lifetime has passed"
    REOPENED = "an expired HIT takes no work until its expiry is moved"
    SET_WAITS = "released when the set before it is over"
    DUE = "due by its rule"
    OVER = "what it was made for is over"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, for people and for JSON."""

    name: str
    before: Json
    after: Json


class Desired(Protocol):
    """What the configuration wants of one object; each kind has its own frozen class."""

    @property
    def address(self) -> Address: ...
    @property
    def digest(self) -> str: ...
    @property
    def depends_on(self) -> Sequence[Address]: ...
    @property
    def protect(self) -> bool: ...
    @property
    def span(self) -> SourceSpan: ...


@dataclass(frozen=True, slots=True)
class Cost:
    """Money a change commits at most: what workers get, and what the marketplace takes."""

    rewards: Money = ZERO
    fees: Money = ZERO

    @property
    def total(self) -> Money:
        return self.rewards + self.fees

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.rewards + other.rewards, self.fees + other.fees)


NO_COST = Cost()


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to one object. `cost` may be negative where money is freed."""

    address: Address
    action: Action
    reasons: tuple[Reason, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    prior: Resource | None = None
    desired: Desired | None = None
    depends_on: tuple[Address, ...] = ()
    cost: Cost = NO_COST
