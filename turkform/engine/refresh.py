"""Refresh: read what is live of everything that the state remembers."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from turkform.core.addresses import Address
from turkform.core.events import Event, Refreshed
from turkform.core.resources import Observed, Resource
from turkform.kinds.kind import Kind, Reader

_EVERY = 1_000


def refresh(
    kinds: Sequence[Kind],
    resources: Iterable[Resource],
    reader: Reader,
    emit: Callable[[Event], None],
    strays: list[Observed] | None = None,
) -> Mapping[Address, Observed]:
    """What is live, by address; an address that is missing is gone, or its kind cannot be read.

    Live objects that are marked and not among `resources` are put into `strays`.
    """
    by_kind: dict[str, list[Resource]] = {}
    for resource in resources:
        if resource.status != "gone":
            by_kind.setdefault(resource.address.kind, []).append(resource)
    found: dict[Address, Observed] = {}
    for kind in kinds:
        mine, count = by_kind.get(kind.name), 0
        for observed in kind.read(reader, mine) if mine else ():
            if observed.address is not None:
                found[observed.address] = observed
                count += 1
                if count % _EVERY == 0:
                    emit(Refreshed(kind.name, count))
            elif strays is not None:
                strays.append(observed)
        if count % _EVERY:
            emit(Refreshed(kind.name, count))
    return found
