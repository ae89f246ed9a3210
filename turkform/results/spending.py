"""What was paid: rewards by what the service shows, bonuses by what the ledger remembers; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from turkform.core.changes import NO_COST, Cost
from turkform.core.deeds import DeedOutcome, LedgerEntry
from turkform.core.figures import Spend
from turkform.core.money import ZERO, Money
from turkform.core.resources import Resource
from turkform.core.submissions import Status, Submission
from turkform.kinds.pricing import bonus_fee, fee

_BONUS = "SendBonus"


@dataclass(frozen=True, slots=True)
class Unit:
    """What one HIT wants and what one assignment of it costs on top of the reward."""

    group: str
    wanted: int
    reward: Money
    fee: Money


def units_of(resources: Iterable[Resource]) -> Mapping[str, Unit]:
    """By HIT id, earlier lives of an address included.

    A retired or deleted HIT wants nothing any more, its fee is still known.
    """
    found: dict[str, Unit] = {}
    for resource in resources:
        if resource.address.kind != "hit":
            continue
        values = resource.attributes
        wanted = _whole(values.get("max_assignments")) if resource.status == "live" else 0
        reward, charge = Money(_whole(values.get("reward"))), Money(_whole(values.get("fee")))
        found[resource.mturk_id] = Unit(resource.address.name, wanted, reward, charge)
        earlier = values.get("retired")
        for hit in earlier if isinstance(earlier, list | tuple) else ():
            found[str(hit)] = Unit(resource.address.name, 0, reward, charge)
    return found


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def fee_of(one: Submission, units: Mapping[str, Unit]) -> Money:
    """The fee of approving it; of a HIT that the state has forgotten, the least there is."""
    return units[one.hit].fee if one.hit in units else fee(one.reward, 1)


def spend_of(units: Mapping[str, Unit], submissions: Iterable[Submission], bonuses: Cost) -> Spend:
    """Rewards of approved work, whoever approved it, and what approving the rest would add."""
    rewards = fees = waiting = ZERO
    for one in submissions:
        if one.status is Status.APPROVED:
            rewards, fees = rewards + one.reward, fees + fee_of(one, units)
        elif one.status is Status.SUBMITTED:
            waiting = waiting + one.reward + fee_of(one, units)
    return Spend(rewards, fees, bonuses, waiting)


def payments_of(
    units: Mapping[str, Unit], submissions: Iterable[Submission], ledger: Iterable[LedgerEntry]
) -> Sequence[tuple[datetime, Money]]:
    """When how much was paid, fees included, in order of time."""
    rewards = [
        (one.approved_at, one.reward + fee_of(one, units))
        for one in submissions
        if one.status is Status.APPROVED and one.approved_at is not None
    ]
    bonuses = [(one.at, one.amount + bonus_fee(one.amount)) for one in _paid(ledger)]
    return sorted([*rewards, *bonuses])


def bonuses_paid(ledger: Iterable[LedgerEntry]) -> Mapping[str, Money]:
    """By assignment id, what the worker got on top of the reward."""
    paid: dict[str, Money] = defaultdict(lambda: ZERO)
    for entry in _paid(ledger):
        paid[entry.assignment] += entry.amount
    return dict(paid)


def bonuses_cost(ledger: Iterable[LedgerEntry]) -> Cost:
    """All bonuses with their fees; what is in doubt is left out."""
    each = (Cost(entry.amount, bonus_fee(entry.amount)) for entry in _paid(ledger))
    return sum(each, NO_COST)


def _paid(ledger: Iterable[LedgerEntry]) -> Iterable[LedgerEntry]:
    done = DeedOutcome.DONE
    return (one for one in ledger if one.operation == _BONUS and one.outcome is done)
