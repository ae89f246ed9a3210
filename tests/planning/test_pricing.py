"""The fees of API reference 15."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turkform.core.money import Money
from turkform.kinds.pricing import bonus_fee, fee


@pytest.mark.parametrize(
    ("cents", "assignments", "masters", "expected"),
    [
        (10, 9, False, 2),
        (10, 10, False, 4),
        (0, 1, False, 1),
        (1, 1, False, 1),
        (52, 1, False, 10),
        (53, 1, False, 11),
        (100, 9, True, 25),
        (100, 10, True, 45),
    ],
)
def test_fee_follows_the_price_list(
    cents: int, assignments: int, masters: bool, expected: int
) -> None:
    assert fee(Money(cents), assignments, masters=masters) == Money(expected)


@given(st.integers(0, 100_000), st.integers(1, 20))
def test_fee_is_at_least_a_cent_and_grows_with_the_surcharge(cents: int, count: int) -> None:
    small, large = fee(Money(cents), count), fee(Money(cents), count + 10)
    assert small >= Money(1)
    assert large >= small
    assert bonus_fee(Money(cents)) >= Money(1)
