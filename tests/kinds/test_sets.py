"""When the next set of a group may start."""

from datetime import UTC, datetime, timedelta

import pytest

from turkform.core.addresses import Address
from turkform.core.resources import Observed, Resource
from turkform.kinds.sets import set_progress

NOW = datetime(2026, 11, 28, tzinfo=UTC)
FIRST, OTHER = Address("hit", "h", "a"), Address("hit", "h", "b")


def part(address: Address, number: int, status: str = "live", days: int = 1) -> Resource:
    expires = (NOW + timedelta(days=days)).isoformat()
    return Resource(address, "3HIT", "", {"set": number, "expires": expires}, status=status)


def seen(*, over: bool) -> Observed:
    return Observed("3HIT", {}, {"over": over})


def releases(number: int, *parts: tuple[Resource, Observed | None]) -> bool:
    observed = {resource.address: live for resource, live in parts if live is not None}
    progress = set_progress([resource for resource, _ in parts], observed, NOW)
    return progress.releases(FIRST, number)


def test_a_set_when_the_one_before_it_was_never_made_then_waits() -> None:
    assert not releases(2)


@pytest.mark.parametrize("over", [True, False])
def test_a_set_when_the_one_before_it_is_live_then_waits_for_its_end(over: bool) -> None:
    assert releases(2, (part(FIRST, 1), seen(over=over))) is over


def test_a_set_when_another_row_is_still_in_an_earlier_one_then_waits() -> None:
    # Its workers would be kept from their own rows otherwise.
    other = (part(OTHER, 1), seen(over=False))
    assert not releases(2, (part(FIRST, 1), seen(over=True)), other)


def test_a_set_when_another_row_is_in_the_same_one_already_then_starts() -> None:
    other = (part(Address("hit", "h", "b~2"), 2), seen(over=False))
    assert releases(2, (part(FIRST, 1), seen(over=True)), other)


@pytest.mark.parametrize(("days", "released"), [(-1, True), (1, False)])
def test_a_set_when_the_one_before_it_vanished_then_starts_unless_that_is_made_again(
    days: int, released: bool
) -> None:
    assert releases(2, (part(FIRST, 1, days=days), None)) is released


@pytest.mark.parametrize("status", ["gone", "retired"])
def test_a_set_when_the_one_before_it_was_taken_down_then_waits(status: str) -> None:
    assert not releases(2, (part(FIRST, 1, status), seen(over=True)))
