"""What the marketplace takes on top of a reward (API reference 15)."""

from decimal import Decimal

from turkform.core.changes import Cost
from turkform.core.money import Money

SURCHARGE_FROM = 10
_CENT = Money(1)
_BASE, _TEN, _MASTERS = Decimal("0.20"), Decimal("0.20"), Decimal("0.05")


def fee(reward: Money, assignments: int, *, masters: bool = False) -> Money:
    """The fee of one assignment of a HIT created with `assignments`; at least one cent."""
    rate = _BASE
    if assignments >= SURCHARGE_FROM:
        rate += _TEN
    if masters:
        rate += _MASTERS
    return max(_CENT, Money.of(reward.decimal * rate))


def bonus_fee(amount: Money) -> Money:
    """The fee of a bonus; at least one cent."""
    return max(_CENT, Money.of(amount.decimal * _BASE))


def assignments_cost(unit: Cost, count: int) -> Cost:
    """`count` assignments at the price of one; a negative count frees money."""
    return Cost(unit.rewards * count, unit.fees * count)


def hit_unit(reward: Money, assignments: int, *, masters: bool = False) -> Cost:
    """What one assignment of a HIT costs at most."""
    return Cost(reward, fee(reward, assignments, masters=masters))
