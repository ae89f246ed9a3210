"""The ledger as it is shown: deeds with their fees, sums, and what was paid without a deed."""

from collections.abc import Sequence
from dataclasses import dataclass

from turkform.core.changes import NO_COST, Cost
from turkform.core.deeds import LedgerEntry


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One deed. `worker` is the worker as shown: an id, a code or a masked id; `cost` is what the
    worker gets and the fee on top, also of a deed that was not done."""

    entry: LedgerEntry
    worker: str
    cost: Cost = NO_COST


@dataclass(frozen=True, slots=True)
class Sum:
    """What equal deeds came to; `label` says which."""

    label: str
    count: int
    cost: Cost = NO_COST


@dataclass(frozen=True, slots=True)
class Ledger:
    """Deeds in order; sums of those that were done, of those in doubt, and of rewards that were
    approved automatically or by hand, without any deed of turkform's."""

    lines: Sequence[LedgerLine]
    done: Sequence[Sum] = ()
    open: Sequence[Sum] = ()
    elsewhere: Sequence[Sum] = ()
