"""Who was paid, mailed, granted, and why; pure."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from turkform.core.addresses import Address
from turkform.core.changes import NO_COST, Cost
from turkform.core.deeds import DeedOutcome, LedgerEntry
from turkform.core.ledger import Ledger, LedgerLine, Sum
from turkform.core.money import Money
from turkform.core.resources import Resource
from turkform.core.submissions import Status, Submission
from turkform.kinds.pricing import bonus_fee, fee
from turkform.results.spending import Unit, fee_of, units_of

APPROVAL: Final = "ApproveAssignment"
Naming = Callable[[LedgerEntry], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which deeds are wanted; an empty part wants all. A worker is named by id or by code."""

    rules: frozenset[str] = frozenset()
    workers: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.rules or self.workers or self.outcomes)

    def takes(self, entry: LedgerEntry) -> bool:
        """Whether a deed is wanted."""
        return (
            (not self.rules or entry.address.name in self.rules)
            and (not self.workers or not self.workers.isdisjoint({entry.worker, entry.worker_key}))
            and (not self.outcomes or entry.outcome.value in self.outcomes)
        )


def ledger_of(
    entries: Iterable[LedgerEntry],
    resources: Iterable[Resource],
    submissions: Sequence[Submission],
    choice: Choice,
    name: Naming,
) -> Ledger:
    """Choose, price and sum up. Of `submissions` come the fees of approvals, and what was paid
    without a deed; the latter is told only where no deed is left out."""
    every = list(entries)
    units = units_of(resources)
    known = {one.assignment: one for one in submissions}

    fees = _fees(units.values())

    def cost(entry: LedgerEntry) -> Cost:
        one = known.get(entry.assignment)
        if entry.operation == APPROVAL and one is not None:
            return Cost(one.reward, fee_of(one, units))
        if entry.operation == APPROVAL and entry.amount:
            return Cost(entry.amount, fees.get(entry.amount) or fee(entry.amount, 1))
        if entry.operation == "CreateHITWithHITType":  # a compensation is a HIT of its own
            return Cost(entry.amount, fee(entry.amount, 1))
        extra = bonus_fee(entry.amount) if entry.operation == "SendBonus" else NO_COST.fees
        return Cost(entry.amount, extra)

    lines = [_shown(entry, name(entry), cost(entry)) for entry in every if choice.takes(entry)]
    done = [one for one in lines if one.entry.outcome is DeedOutcome.DONE]
    doubt = [
        one for one in lines if one.entry.outcome in (DeedOutcome.UNCERTAIN, DeedOutcome.PENDING)
    ]
    elsewhere = _without_deed(submissions, every) if choice.everything else {}
    return Ledger(
        lines,
        _sums((one.entry.operation, one.cost) for one in done),
        _sums((one.entry.operation, one.cost) for one in doubt),
        _sums(
            (how, Cost(one.reward, fee_of(one, units)))
            for how, found in elsewhere.items()
            for one in found
        ),
    )


def _fees(units: Iterable[Unit]) -> Mapping[Money, Money]:
    """By reward, the highest fee of HITs that bring it: for work that was fetched elsewhere."""
    found: dict[Money, Money] = {}
    for unit in units:
        found[unit.reward] = max(unit.fee, found.get(unit.reward, unit.fee))
    return found


def _without_deed(
    submissions: Iterable[Submission], entries: Iterable[LedgerEntry]
) -> Mapping[str, Sequence[Submission]]:
    found: dict[str, list[Submission]] = defaultdict(list)
    for one, how in deciders(submissions, entries):
        if how != "rule" and one.status is Status.APPROVED:
            found[how].append(one)
    return found


def deciders(
    submissions: Iterable[Submission], entries: Iterable[LedgerEntry]
) -> Iterable[tuple[Submission, str]]:
    """Each decided submission with who decided: a `rule`, the clock (`automatic`), or somebody
    outside of turkform (`by hand`)."""
    done = {(one.operation, one.assignment) for one in entries if one.outcome is DeedOutcome.DONE}
    for one in submissions:
        if one.status is Status.REJECTED:
            yield one, "rule" if ("RejectAssignment", one.assignment) in done else "by hand"
        elif one.status is Status.APPROVED:
            yield one, "rule" if (APPROVAL, one.assignment) in done else _approver(one)


def _approver(one: Submission) -> str:
    due = one.auto_approves_at
    on_time = due is not None and one.approved_at is not None and one.approved_at >= due
    return "automatic" if on_time else "by hand"


def _shown(entry: LedgerEntry, worker: str, cost: Cost) -> LedgerLine:
    """Nothing of a deed tells more about the worker than the name that is shown."""
    if not entry.worker or worker == entry.worker:
        return LedgerLine(entry, worker, cost)

    def hidden(text: str) -> str:
        return text.replace(entry.worker, worker)

    address = entry.address
    if address.key is not None:
        address = Address(address.kind, address.name, hidden(address.key))
    why, message = hidden(entry.why), hidden(entry.message)
    evidence = json.loads(hidden(json.dumps(entry.evidence)))
    shown = replace(
        entry, worker=worker, address=address, why=why, message=message, evidence=evidence
    )
    return LedgerLine(shown, worker, cost)


def _sums(parts: Iterable[tuple[str, Cost]]) -> list[Sum]:
    grouped: dict[str, list[Cost]] = defaultdict(list)
    for label, cost in parts:
        grouped[label].append(cost)
    return [Sum(label, len(costs), sum(costs, NO_COST)) for label, costs in grouped.items()]
