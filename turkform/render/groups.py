"""Equal changes as one row: a thousand new HITs are one line."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from turkform.core.addresses import Address
from turkform.core.changes import NO_COST, Action, Change, Cost, FieldChange, Reason

_ORDER = (
    Action.DELETE,
    Action.REPLACE,
    Action.UPDATE,
    Action.CREATE,
    Action.IMPORT,
    Action.FORGET,
    Action.NO_OP,
)


@dataclass(slots=True)
class ChangeGroup:
    """Changes of one group of objects that do the same for the same reasons."""

    action: Action
    kind: str
    name: str
    reasons: tuple[Reason, ...]
    fields: tuple[FieldChange, ...]
    addresses: list[Address] = field(default_factory=list)
    cost: Cost = NO_COST

    @property
    def label(self) -> str:
        """`hit.photos["*"]` for many, the address for one."""
        if len(self.addresses) == 1:
            return str(self.addresses[0])
        return f'{self.kind}.{self.name}["*"]'


def grouped(changes: Sequence[Change]) -> list[ChangeGroup]:
    """Groups, the dangerous first."""
    groups: dict[tuple[object, ...], ChangeGroup] = {}
    for change in changes:
        fields = tuple((f.name, repr(f.before), repr(f.after)) for f in change.fields)
        address = change.address
        key = (change.action, address.kind, address.name, change.reasons, fields)
        group = groups.setdefault(
            key,
            ChangeGroup(change.action, address.kind, address.name, change.reasons, change.fields),
        )
        group.addresses.append(address)
        group.cost += change.cost
    return sorted(groups.values(), key=lambda group: _ORDER.index(group.action))
