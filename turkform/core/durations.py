"""Durations as people write them: `90s`, `10m`, `3d`, `1d12h`."""

import re
from datetime import timedelta

_UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_TEXT = re.compile(
    r"(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?", re.ASCII
)


def parse_duration(text: str) -> timedelta:
    """Read `1w`, `3d`, `2h`, `10m`, `90s` or parts in that order; `ValueError` otherwise."""
    match = _TEXT.fullmatch(text.strip())
    if not match or not any(match.groups()):
        msg = (
            f"{text!r} is not a duration; expected a number with a unit, such as 90s, 10m, 2h or 3d"
        )
        raise ValueError(msg)
    parts = zip(match.groups(), _UNITS.values(), strict=True)
    return timedelta(seconds=sum(int(number) * unit for number, unit in parts if number))


def format_duration(duration: timedelta) -> str:
    """The shortest text that `parse_duration` reads back to the same value."""
    seconds, parts = int(duration.total_seconds()), []
    for unit, size in _UNITS.items():
        number, seconds = divmod(seconds, size)
        if number and unit != "w":
            parts.append(f"{number}{unit}")
        elif number:
            seconds += number * size
    return "".join(parts) or "0s"
