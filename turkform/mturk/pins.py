"""What must hold before the first write: the clock, the account."""

from datetime import timedelta

from turkform.core.errors import Blocked
from turkform.mturk.service_clock import ServiceClock

MOST_SKEW = timedelta(minutes=5)


def check_clock(clock: ServiceClock) -> None:
    """Raise `Blocked` where this machine's clock is so far off that signatures go stale."""
    skew = clock.skew
    if abs(skew) <= MOST_SKEW:
        return
    minutes = abs(skew) // timedelta(minutes=1)
    side = "ahead of" if skew > timedelta(0) else "behind"
    msg = (
        f"this machine's clock is {minutes} minutes {side} the service's; nothing is sent.\n"
        "Set it right (timedatectl set-ntp true), then run the same command again."
    )
    raise Blocked(msg)
