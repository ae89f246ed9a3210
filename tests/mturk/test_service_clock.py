"""Time by the service's `Date` headers."""

from datetime import UTC, datetime, timedelta

from turkform.mturk.service_clock import ServiceClock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DATE = "Sun, 01 Mar 2026 12:00:00 GMT"


class World:
    """A machine whose clock and whose monotonic seconds are moved by hand."""

    def __init__(self) -> None:
        self.local, self.seconds = NOON, 100.0

    def clock(self) -> ServiceClock:
        return ServiceClock(lambda: self.local, lambda: self.seconds)


def test_before_any_answer_the_machines_own_clock_counts() -> None:
    assert World().clock().now() == NOON


def test_the_services_time_goes_on_whatever_is_done_to_the_machines_clock() -> None:
    world = World()
    clock = world.clock()
    clock.hear({"date": DATE})
    world.local += timedelta(days=-3)
    world.seconds += 60
    assert clock.now() == NOON + timedelta(minutes=1)


def test_a_machine_that_is_ahead_shows_as_skew() -> None:
    world = World()
    world.local += timedelta(minutes=7)
    clock = world.clock()
    clock.hear({"date": DATE})
    assert clock.skew == timedelta(minutes=7)


def test_a_marketplace_whose_virtual_clock_was_moved_is_no_skew() -> None:
    world = World()
    clock = world.clock()
    moved = timedelta(days=2)
    headers = {"date": "Tue, 03 Mar 2026 12:00:00 GMT"}
    clock.hear({**headers, "x-turkform-clock-offset-ms": str(moved // timedelta(milliseconds=1))})
    assert (clock.now(), clock.skew) == (NOON + moved, timedelta(0))


def test_headers_that_cannot_be_read_change_nothing() -> None:
    clock = World().clock()
    for headers in ({}, {"date": "yesterday"}, {"date": DATE, "x-turkform-clock-offset-ms": "x"}):
        clock.hear(headers)
    assert clock.now() == NOON
