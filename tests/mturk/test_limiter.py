"""Pacing under throttling."""

from turkform.mturk.limiter import Limiter


class Time:
    def __init__(self) -> None:
        self.moment = 0.0

    def now(self) -> float:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += seconds


def test_calls_that_were_throttled_are_spread_at_the_new_rate() -> None:
    time, limiter = Time(), Limiter()
    limiter.heard(throttled=True)
    for _ in range(11):
        limiter.wait(time.now, time.sleep)
    assert time.moment >= 10 / limiter.rate - 0.2


def test_the_rate_halves_with_every_throttle_and_never_stops() -> None:
    limiter = Limiter()
    rates = []
    for _ in range(8):
        limiter.heard(throttled=True)
        rates.append(limiter.rate)
    assert rates[:3] == [10.0, 5.0, 2.5]
    assert rates[-1] > 0


def test_the_rate_grows_again_while_the_service_is_content() -> None:
    limiter = Limiter()
    limiter.heard(throttled=True)
    before = limiter.rate
    for _ in range(10):
        limiter.heard(throttled=False)
    assert limiter.rate > before
