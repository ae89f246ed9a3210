"""Times, durations and amounts in the words of the pages."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.clock import DAY, HOUR, MINUTE, SECOND, moment
from turkform.marketplace.domain.money import amount

_UNITS: Final = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second"))


def money(cents: int) -> str:
    """Return `$1,234.50`."""
    whole, _, fraction = amount(cents).partition(".")
    return f"${int(whole):,}.{fraction}"


def duration(milliseconds: int) -> str:
    """Return the two largest units: `2 days 3 hours`, `45 seconds`."""
    words: list[str] = []
    rest = max(0, milliseconds)
    for size, name in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            words.append(f"{count} {name}{'' if count == 1 else 's'}")
        if len(words) == 2:
            break
    return " ".join(words) or "0 seconds"


def clock(milliseconds: int) -> str:
    """Return what a timer shows: `1:05:09`, `9:59`."""
    minutes, seconds = divmod(max(0, milliseconds) // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def date(epoch_ms: int) -> str:
    """Return `24 Nov 2026, 03:05 UTC`."""
    at = moment(epoch_ms)
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def day(days: int) -> str:
    """Return `24 Nov 2026` for days since 1970."""
    at = moment(days * DAY)
    return f"{at.day} {at:%b %Y}"
