"""Objects under new addresses: what `moved:` and `state mv` make of the state.

The old address keeps a tombstone, so that whatever is made there again starts a life of its own
and is not taken for a repeat; for the same reason a new address goes on from its own last life.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from turkform.core.addresses import Address
from turkform.core.errors import Stale
from turkform.core.json_types import Json, JsonObject
from turkform.core.resources import Observed, Resource
from turkform.kinds.sets import guard_address

_LATER_SET = re.compile(r"(?P<row>.*)(?P<set>~\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Moved:
    """`resources` is the whole state afterwards, `changed` what of it has to be stored, `origins`
    the old address by the new one."""

    resources: Mapping[Address, Resource]
    changed: tuple[Resource, ...] = ()
    origins: Mapping[Address, Address] = field(default_factory=dict)

    def observed(self, seen: Mapping[Address, Observed]) -> Mapping[Address, Observed]:
        """What a refresh saw, under the new addresses."""
        old = {origin: new for new, origin in self.origins.items()}
        if not old:
            return seen
        return {old.get(address, address): live for address, live in seen.items()}


def moved(moves: Mapping[Address, Address], resources: Iterable[Resource]) -> Moved:
    """Apply every move that finds something; `Stale` where its place is taken."""
    known = {resource.address: resource for resource in resources}
    wanted = dict(_wanted(moves, known))
    if not wanted:
        return Moved(known)
    after = dict(known)
    for old in wanted:
        after[old] = forgotten(known[old])
    for old, new in wanted.items():
        after[new] = _under(known[old], new, after.get(new))
    names = {str(old): str(new) for old, new in wanted.items()}
    for address, resource in after.items():
        attributes = _renamed(resource.attributes, names)
        if attributes != resource.attributes:
            after[address] = replace(resource, attributes=cast("JsonObject", attributes))
    changed = tuple(r for address, r in after.items() if known.get(address) != r)
    return Moved(after, changed, {new: old for old, new in wanted.items()})


def forgotten(resource: Resource) -> Resource:
    """What the state keeps of an object that it manages no more: how often there was one."""
    return Resource(resource.address, "", "", {}, resource.generation, status="gone")


def _wanted(
    moves: Mapping[Address, Address], known: Mapping[Address, Resource]
) -> Iterable[tuple[Address, Address]]:
    groups = [(old, new) for old, new in moves.items() if old.kind == "hit" and new.key is None]
    guards = {guard_address(old.name): guard_address(new.name) for old, new in groups}
    every = {**guards, **moves}
    # A campaign without moves has a hundred thousand objects, too.
    for address, resource in known.items() if every else ():
        target = _target(address, every)
        if target is not None and resource.status != "gone":
            yield address, target


def _target(address: Address, moves: Mapping[Address, Address]) -> Address | None:
    """Where the moves take an object; a group takes its keys, a row its later sets along."""
    if address in moves:
        return moves[address]
    group = moves.get(address.group)
    if group is not None and group.key is None:
        return replace(group, key=address.key)
    later = _LATER_SET.fullmatch(address.key or "")
    row = moves.get(replace(address, key=later["row"] or None)) if later else None
    return replace(row, key=f"{row.key or ''}{later['set']}") if row and later else None


def former(moves: Mapping[Address, Address]) -> Callable[[Address], tuple[Address, ...]]:
    """A function that tells which addresses an object has had before, by these moves."""
    known: dict[Address, list[Address]] = {}
    for old, new in moves.items():
        known.setdefault(new, []).append(old)

    def earlier(address: Address) -> tuple[Address, ...]:
        groups = known.get(address.group, ()) if address.key is not None else ()
        same = (replace(old, key=address.key) for old in groups if old.key is None)
        return (*known.get(address, ()), *same)

    return earlier


def _under(resource: Resource, new: Address, there: Resource | None) -> Resource:
    if there is None:
        return replace(resource, address=new)
    if there.status != "gone":
        msg = (
            f"{resource.address} cannot become {new}: that is {there.mturk_id} already. "
            f"Take one of both out of the state first: turkform state rm CAMPAIGN '{new}'"
        )
        raise Stale(msg)
    return replace(resource, address=new, generation=max(resource.generation, there.generation + 1))


def _renamed(value: Json, names: Mapping[str, str]) -> Json:
    """References inside attributes, such as the qualification that a HIT type requires."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list | tuple):
        return [_renamed(item, names) for item in value]
    if isinstance(value, Mapping):
        return {key: _renamed(item, names) for key, item in value.items()}
    return value
