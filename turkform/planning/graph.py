"""Order: what others need comes first; deletions run the other way."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from turkform.core.addresses import Address
from turkform.core.changes import Action, Change
from turkform.core.diagnostics import Diagnostic
from turkform.core.errors import ConfigurationInvalid

_GOING = (Action.DELETE, Action.FORGET)


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Dependencies first; `ConfigurationInvalid` names the places of a cycle."""
    by_address = {change.address: change for change in changes}
    going = [c for c in by_address.values() if c.action in _GOING]
    made = _sorted({a: c for a, c in by_address.items() if c.action not in _GOING})
    hits = tuple(c.address for c in going if c.address.kind == "hit")
    last = [replace(c, depends_on=hits) for c in going if c.address.kind == "qualification_type"]
    first = [c for c in going if c.address.kind == "hit"]
    middle = [c for c in going if c.address.kind not in ("hit", "qualification_type")]
    return (*made, *first, *middle, *last)


def _sorted(changes: dict[Address, Change]) -> Sequence[Change]:
    sorter: TopologicalSorter[Address] = TopologicalSorter()
    for address, change in changes.items():
        sorter.add(address, *(a for a in change.depends_on if a in changes))
    try:
        return [changes[address] for address in sorter.static_order()]
    except CycleError as error:
        raise _cycle(changes, error.args[1]) from error


def _cycle(changes: dict[Address, Change], path: Sequence[Address]) -> ConfigurationInvalid:
    text = " -> ".join(map(str, path))
    wanted = [changes[address].desired for address in path[:-1]]
    return ConfigurationInvalid(
        [
            Diagnostic(f"depends on itself: {text}", want.span, str(want.address))
            for want in wanted
            if want is not None
        ]
    )
