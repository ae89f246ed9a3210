"""What a requester pays beside rewards and bonuses (API reference 15)."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.domain.limits import LINE_OF_TEN

BASE_PERCENT: Final = 20
MANY_ASSIGNMENTS_PERCENT: Final = 20
MASTERS_PERCENT: Final = 5
MINIMUM_CENTS: Final = 1


def assignment_fee(reward_cents: int, first_max: int, *, masters: bool) -> int:
    """Return the fee for one assignment in cents.

    `first_max` is the number of assignments that the HIT was created with: from ten on a
    surcharge applies. `masters`: the HIT type requires the Masters qualification.
    """
    fee = _share(reward_cents, BASE_PERCENT)
    if first_max >= LINE_OF_TEN:
        fee += _share(reward_cents, MANY_ASSIGNMENTS_PERCENT)
    if masters:
        fee += _share(reward_cents, MASTERS_PERCENT)
    return max(fee, MINIMUM_CENTS)


def bonus_fee(amount_cents: int) -> int:
    """Return the fee for a bonus in cents; the surcharge for ten assignments does not apply."""
    return max(_share(amount_cents, BASE_PERCENT), MINIMUM_CENTS)


def _share(amount_cents: int, percent: int) -> int:
    """Return a percentage, rounded half up to the cent."""
    return (amount_cents * percent + 50) // 100
