"""`moved:` and `import:`: addresses that mean objects of this campaign, each with its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from turkform.config.campaign import CampaignSpec, Row
from turkform.config.gathering import Loading
from turkform.config.sections import Section
from turkform.config.values import Spec
from turkform.config.yaml_source import Path as DataPath
from turkform.core.addresses import Address
from turkform.core.diagnostics import nearest

_DEEDS = "follow_up"
_UNREADABLE = "notification"


@dataclass(frozen=True, slots=True)
class Declared:
    """What the configuration declares: names by kind, and the keys of the rows of each group."""

    names: Mapping[str, frozenset[str]]
    keys: Mapping[str, frozenset[str | None]]

    def has(self, address: Address) -> bool:
        """Whether the configuration wants an object of this address, or a group of this name."""
        if address.name not in self.names.get(address.kind, frozenset()):
            return False
        return address.key is None or address.key in self.keys.get(address.name, frozenset())


def declared(
    sections: Sequence[Section[Any]],
    entries: Mapping[str, Mapping[str, Spec]],
    rows: Mapping[str, Sequence[Row]],
) -> Declared:
    """From what was loaded."""
    names = {section.kind: frozenset(entries.get(section.key, {})) for section in sections}
    return Declared(names, {group: frozenset(r.key for r in some) for group, some in rows.items()})


def moves(loading: Loading, spec: CampaignSpec, known: Declared) -> dict[Address, Address]:
    """From every old address to its last new one; what is wrong is reported."""
    found: dict[Address, Address] = {}
    for number, block in enumerate(spec.moved):
        old = _address(loading, block.from_, ("moved", number, "from"), known)
        new = _address(loading, block.to, ("moved", number, "to"), known)
        if old is None or new is None:
            continue
        problem = _problem(old, new, found, known)
        if problem:
            loading.report(problem, ("moved", number))
        else:
            found[old] = new
    return {old: target for old in found if (target := _last(loading, old, found, known))}


def imports(loading: Loading, spec: CampaignSpec, known: Declared) -> dict[Address, str]:
    """What is to be adopted under which address; what is wrong is reported."""
    found: dict[Address, str] = {}
    for number, block in enumerate(spec.import_):
        address = _address(loading, block.to, ("import", number, "to"), known)
        if address is None:
            continue
        for problem in _unfit(address, block.id, found, known):
            loading.report(problem, ("import", number))
        found.setdefault(address, block.id)
    return found


def _address(loading: Loading, text: str, path: DataPath, known: Declared) -> Address | None:
    try:
        address = Address.parse(text)
    except ValueError as error:
        loading.report(str(error), path)
        return None
    if address.kind not in known.names:
        loading.report(
            f"there is no kind of object {address.kind!r}", path, nearest(address.kind, known.names)
        )
        return None
    return address


def _problem(old: Address, new: Address, found: Mapping[Address, Address], known: Declared) -> str:
    if old.kind != new.kind:
        return f"{old} and {new} are of different kinds, and an object keeps its kind"
    if old.kind == _DEEDS:
        return "a follow-up cannot be moved: what it has done is remembered under its name"
    if old.key is None and new.key is None and old == new:
        return f"{old} is moved to itself"
    if old in found:
        return f"{old} is moved twice, to {found[old]} and to {new}"
    if new in found.values():
        return f"two objects are moved to {new}"
    if known.has(old):
        return f"{old} is still in the configuration; what is moved has a new address only"
    return ""


def _last(
    loading: Loading, old: Address, found: Mapping[Address, Address], known: Declared
) -> Address | None:
    """The end of a chain of moves."""
    seen, new = {old}, found[old]
    while new in found:
        if new in seen:
            if old == min(seen):  # each circle once
                loading.report(f"{old} is moved in a circle", ("moved",))
            return None
        seen.add(new)
        new = found[new]
    if not known.has(new):
        hint = nearest(new.name, known.names[new.kind])
        loading.report(f"moved: {new} is not in the configuration", ("moved",), hint)
        return None
    return new


def _unfit(
    address: Address, mturk_id: str, found: Mapping[Address, str], known: Declared
) -> Iterator[str]:
    if address.kind == _DEEDS:
        yield "a follow-up cannot be imported: it is a rule, not an object of the service"
    elif address.kind == _UNREADABLE:
        yield "notification settings cannot be read, so they cannot be imported; apply writes them"
    elif not known.has(address):
        yield f"{address} is not in the configuration; declare what is to be imported"
    if address in found:
        yield f"{address} is imported twice, as {found[address]} and as {mturk_id}"
    elif mturk_id in found.values():
        yield f"{mturk_id} is imported under two addresses"
