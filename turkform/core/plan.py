"""The plan: everything that was found and would be done, as data without behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from turkform.core.addresses import Address
from turkform.core.changes import NO_COST, Action, Change, Cost, FieldChange
from turkform.core.diagnostics import Diagnostic, Severity
from turkform.core.json_types import JsonObject
from turkform.core.money import ZERO, Money

if TYPE_CHECKING:
    from turkform.core.follow_ups import DeedBatch


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a plan comes from: git commit (empty outside git), dirty tree or not, tool version."""

    commit: str
    dirty: bool
    tool_version: str


@dataclass(frozen=True, slots=True)
class Binding:
    """What a saved plan is bound to; any difference at apply makes it stale (design section 4).

    `inputs` maps each input file, relative to the project root, to its SHA-256.
    """

    environment: str
    endpoint: str
    account: str
    campaign: str
    lineage: str
    serial: int
    inputs: Mapping[str, str]
    options: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drift:
    """A declared field whose live value is not what turkform wrote last."""

    address: Address
    fields: tuple[FieldChange, ...]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Finances:
    """`now` is certain and reserved, `later_max` what follow-ups and later sets may add at most,
    `saved` what sets save; `released` is paid out by approvals of what was reserved before."""

    now: Cost = NO_COST
    later_max: Money = ZERO
    balance: Money | None = None
    spent: Money = ZERO
    budget: Money | None = None
    saved: Money = ZERO
    released: Cost = NO_COST


@dataclass(frozen=True, slots=True)
class FollowUpItem:
    """One due follow-up deed towards one worker or assignment; `text` is what the worker reads.

    `worker` is the key that stands for the worker: a plan names nobody.
    """

    address: Address
    worker: str
    amount: Money = ZERO
    text: str = ""


PAYING = ("approve", "bonus", "compensate")
"""The actions by which workers get money."""


@dataclass(frozen=True, slots=True)
class FollowUpGroup:
    """Due deeds of one rule: `action` is approve, reject, bonus, message, grant, block, …

    `why` is the rule's condition; `batches` are the items as they are carried out.
    """

    rule: str
    action: str
    items: tuple[FollowUpItem, ...]
    cost: Cost = NO_COST
    emails: int = 0
    later: str = ""
    why: str = ""
    batches: tuple["DeedBatch", ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """HITs of a group that are created when the sets before them are over."""

    group: Address
    hits: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class Plan:
    """What `plan` shows, `--out` saves and `apply` performs.

    `changes` holds every change except no-ops, in an order that respects dependencies;
    `unchanged` counts the no-ops.
    """

    binding: Binding
    provenance: Provenance
    created_at: datetime
    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    drift: tuple[Drift, ...] = ()
    follow_ups: tuple[FollowUpGroup, ...] = ()
    finances: Finances = Finances()
    diagnostics: tuple[Diagnostic, ...] = ()
    unresolved: int = 0
    destroy: bool = False
    waiting: tuple[Waiting, ...] = ()

    def count(self, action: Action) -> int:
        """How many changes have this action."""
        return sum(change.action is action for change in self.changes)

    @property
    def faulty(self) -> bool:
        """Whether a rule could not be decided: it does nothing, and somebody has to mend it."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)

    @property
    def empty(self) -> bool:
        """Whether apply would write nothing."""
        return not self.changes and not any(group.items for group in self.follow_ups)
