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
# Digests of texts: that they differ is the same change, whatever they are.
DIGESTS = ("question",)


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
        return label_of(self.addresses)


def label_of(addresses: Sequence[Address]) -> str:
    """One name for addresses of one group."""
    first = addresses[0]
    return str(first) if len(addresses) == 1 else f'{first.kind}.{first.name}["*"]'


def grouped(changes: Sequence[Change]) -> list[ChangeGroup]:
    """Groups, the dangerous first."""
    groups: dict[tuple[object, ...], ChangeGroup] = {}
    for change in changes:
        address = change.address
        fields = tuple(_key(field) for field in change.fields)
        key = (change.action, address.kind, address.name, change.reasons, fields)
        group = groups.get(key)
        if group is None:
            group = groups[key] = ChangeGroup(
                change.action, address.kind, address.name, change.reasons, change.fields
            )
        group.addresses.append(address)
        group.cost += change.cost
    return sorted(groups.values(), key=lambda group: _ORDER.index(group.action))


def _key(field: FieldChange) -> tuple[str, str, str]:
    if field.name in DIGESTS:
        return field.name, "", ""
    return field.name, repr(field.before), repr(field.after)
