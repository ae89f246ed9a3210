"""The part of a decision that every kind shares: what exists, what is wanted, what is asked."""

from dataclasses import replace

from turkform.core.addresses import Address
from turkform.core.calls import Calls
from turkform.core.changes import Action, Change, Desired, Reason
from turkform.core.resources import Observed, Resource
from turkform.kinds.kind import Kind, Lookup, Situation


def lives(prior: Resource | None) -> bool:
    """Whether the state says that the object exists."""
    return prior is not None and prior.status != "gone"


def unwanted(
    prior: Resource, observed: Observed | None, situation: Situation, *, readable: bool = True
) -> Change:
    """What becomes of an object that nothing wants any more."""
    reason = Reason.DESTROY if situation.destroy else Reason.REMOVED
    if prior.status == "gone":
        return Change(prior.address, Action.NO_OP, prior=prior)
    if readable and observed is None:
        return Change(prior.address, Action.FORGET, (Reason.GONE_LIVE,), prior=prior)
    return Change(prior.address, Action.DELETE, (reason,), prior=prior)


def creation(prior: Resource | None, desired: Desired, *reasons: Reason) -> Change:
    """Bring it into being; a prior life only says how often."""
    return Change(
        desired.address,
        Action.CREATE,
        reasons or (Reason.NEW,),
        prior=prior,
        desired=desired,
        depends_on=tuple(desired.depends_on),
    )


def unchanged(address: Address, prior: Resource | None, *reasons: Reason) -> Change:
    """Nothing to do; reasons say what could not be done."""
    return Change(address, Action.NO_OP, reasons, prior=prior)


_NOTES = frozenset({Reason.MOVED, Reason.PROTECT_CHANGED, Reason.IMPORTED})


def calls_of(kind: Kind, change: Change, lookup: Lookup) -> Calls[Resource | None]:
    """The calls of a change; none where only the state has to know something else."""
    if change.action in (Action.UPDATE, Action.IMPORT) and _NOTES.issuperset(change.reasons):
        return _noted(change)
    return kind.calls(change, lookup)


def _noted(change: Change) -> Calls[Resource | None]:
    if change.prior is None or change.desired is None:
        msg = f"{change.address}: nothing is known to note"
        raise ValueError(msg)
    yield from ()
    return replace(change.prior, address=change.address, protect=change.desired.protect)


def next_generation(change: Change) -> int:
    """The life that a creation or replacement starts."""
    return 0 if change.prior is None else change.prior.generation + 1
