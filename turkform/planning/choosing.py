"""`--target` and `--exclude`: which changes of a plan stay, with what they need."""

from collections.abc import Iterable, Mapping

from turkform.core.addresses import Address, matches
from turkform.core.changes import Action, Change
from turkform.planning.options import PlanOptions

# Whoever depends on such a change cannot do without it.
_NEEDED = (Action.CREATE, Action.REPLACE, Action.IMPORT)


def is_chosen(address: Address, options: PlanOptions) -> bool:
    """Whether the options ask for an object itself, what it needs left aside."""
    wanted = not options.target or any(matches(p, address) for p in options.target)
    return wanted and not _excluded(address, options)


def chosen(changes: Mapping[Address, Change], options: PlanOptions) -> Mapping[Address, Change]:
    """Targets take along what they depend on; what is excluded keeps back what depends on it."""
    if not options.target and not options.exclude:
        return changes
    kept = _with_needs(changes, options)
    out = {address for address in kept if _excluded(address, options)}
    while more := {a for a in kept - out if _lacks(changes[a], changes, out)}:
        out |= more
    return {address: change for address, change in changes.items() if address in kept - out}


def _with_needs(changes: Mapping[Address, Change], options: PlanOptions) -> set[Address]:
    targets = options.target
    waiting = [a for a in changes if not targets or any(matches(p, a) for p in targets)]
    kept: set[Address] = set()
    while waiting:
        address = waiting.pop()
        if address not in kept:
            kept.add(address)
            waiting += _needs(changes[address], changes)
    return kept


def _needs(change: Change, changes: Mapping[Address, Change]) -> Iterable[Address]:
    return (address for address in change.depends_on if address in changes)


def _lacks(change: Change, changes: Mapping[Address, Change], out: set[Address]) -> bool:
    return any(a in out and changes[a].action in _NEEDED for a in _needs(change, changes))


def _excluded(address: Address, options: PlanOptions) -> bool:
    return any(matches(pattern, address) for pattern in options.exclude)
