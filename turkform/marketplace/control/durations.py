"""Durations of the control API: `90s`, `2 days`, `PT1H30M`, `{"days": 2}`, or seconds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Final

from turkform.marketplace.clock import DAY, HOUR, MINUTE, SECOND

_WORDS: Final[Mapping[int, tuple[str, ...]]] = {
    1: ("ms", "millisecond", "milliseconds"),
    SECOND: ("s", "sec", "secs", "second", "seconds"),
    MINUTE: ("m", "min", "mins", "minute", "minutes"),
    HOUR: ("h", "hr", "hrs", "hour", "hours"),
    DAY: ("d", "day", "days"),
    7 * DAY: ("w", "week", "weeks"),
}
UNITS: Final = {word: size for size, words in _WORDS.items() for word in words}
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)([a-z]+)")
_ISO: Final = re.compile(
    r"p(?:(?P<w>[\d.]+)w)?(?:(?P<d>[\d.]+)d)?"
    r"(?:t(?:(?P<h>[\d.]+)h)?(?:(?P<m>[\d.]+)m)?(?:(?P<s>[\d.]+)s)?)?"
)
_LONGEST: Final = 100 * 366 * DAY


def milliseconds(value: object) -> int:
    """Return the length of a duration; `ValueError` when it is none, negative or a century."""
    length = _length(value)
    if length is None or not math.isfinite(length) or not 0 <= length <= _LONGEST:
        message = f"not a duration such as 90s, 10m or 2d: {value!r}"
        raise ValueError(message)
    return round(length)


def _length(value: object) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return value * SECOND
    if isinstance(value, dict):
        return _sum((str(amount), str(unit)) for unit, amount in value.items()) if value else None
    written = "".join(str(value).lower().split())
    iso = _ISO.fullmatch(written)
    if iso is not None and any(iso.groupdict().values()):
        return _sum((amount, unit) for unit, amount in iso.groupdict().items() if amount)
    parts = _PART.findall(written)
    if "".join(number + unit for number, unit in parts) == written and parts:
        return _sum(parts)
    return _number(written, SECOND)


def _sum(parts: Iterable[tuple[str, str]]) -> float | None:
    lengths = [_number(amount, UNITS.get(unit.lower())) for amount, unit in parts]
    known = [length for length in lengths if length is not None]
    return sum(known) if len(known) == len(lengths) else None


def _number(amount: str, unit: int | None) -> float | None:
    try:
        return None if unit is None else float(amount) * unit
    except ValueError:
        return None
