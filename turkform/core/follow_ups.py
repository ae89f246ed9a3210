"""Due deeds: what rules have decided, rendered and ready to be carried out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from turkform.core.addresses import Address
from turkform.core.changes import NO_COST, Action, Change, Cost, Reason
from turkform.core.diagnostics import SourceSpan
from turkform.core.json_types import JsonObject
from turkform.core.plan import FollowUpGroup, FollowUpItem


@dataclass(frozen=True, slots=True)
class DueDeed(FollowUpItem):
    """One deed that is due, with everything that its calls need.

    `parameters` are those of the call as far as they are known while planning; `qualification` is
    the type that is meant, whose id may come into being in the same run. `cost` is what the deed
    commits beyond what is reserved already. `depends_on` are deeds and objects that must come
    first. `lagging`: the service may not know the assignment yet. `tries` counts earlier ones that
    came to nothing. `target` of an extension is the number of assignments that the HIT shall have,
    `more` how many of them the rule adds.
    """

    worker_id: str = ""
    action: str = ""
    parameters: JsonObject = field(default_factory=dict)
    qualification: Address | None = None
    assignment: str = ""
    hit: Address | None = None
    cost: Cost = NO_COST
    depends_on: tuple[Address, ...] = ()
    why: str = ""
    evidence: JsonObject = field(default_factory=dict)
    lagging: bool = False
    tries: int = 0
    target: int = 0
    more: int = 0
    expires: str = ""


@dataclass(frozen=True, slots=True)
class DeedBatch:
    """Deeds that one change carries out: one, or the recipients of one mail.

    Shaped as what a change may want, so that the executor treats objects and deeds alike.
    """

    deeds: tuple[DueDeed, ...]
    span: SourceSpan
    protect: bool = False

    @property
    def address(self) -> Address:
        """Of the first deed; the others have their own in the ledger."""
        return self.deeds[0].address

    @property
    def digest(self) -> str:
        """Tells one batch from another of the same rule."""
        # A mail to somebody whom an earlier one did not reach is another mail, equal as it may be.
        named = (*(f"{one.address} {one.tries}" for one in self.deeds), self.deeds[0].text)
        return sha256("\0".join(named).encode()).hexdigest()[:16]

    @property
    def depends_on(self) -> tuple[Address, ...]:
        """Everything that any of the deeds waits for."""
        return tuple(dict.fromkeys(a for deed in self.deeds for a in deed.depends_on))


def changes_of(groups: tuple[FollowUpGroup, ...]) -> tuple[Change, ...]:
    """The due deeds as changes, for the executor; a plan that was only read back has none."""
    batches = [batch for group in groups for batch in group.batches]
    batches.sort(key=lambda batch: bool(batch.depends_on))  # what others wait for comes first
    # What waits for one recipient of a mail waits for the whole mail.
    lead = {deed.address: batch.address for batch in batches for deed in batch.deeds}
    return tuple(_change(batch, lead) for batch in batches)


def _change(batch: DeedBatch, lead: Mapping[Address, Address]) -> Change:
    needed = tuple(dict.fromkeys(lead.get(a, a) for a in batch.depends_on))
    return Change(
        batch.address, Action.CREATE, (Reason.DUE,), desired=batch, depends_on=needed,
        cost=sum((deed.cost for deed in batch.deeds), NO_COST),
    )  # fmt: skip


def unnamed(change: Change, text: str) -> str:
    """What the service said, with keys for the workers whom the change is about."""
    batch = change.desired
    for deed in batch.deeds if isinstance(batch, DeedBatch) else ():
        text = text.replace(deed.worker_id, deed.worker) if deed.worker_id else text
    return text
