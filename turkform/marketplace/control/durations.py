"""Durations as the control API reads them: `90s`, `10m`, `2h`, `3d`, `1w`, or seconds."""

from __future__ import annotations

import re
from typing import Final

from turkform.marketplace.clock import DAY, HOUR, MINUTE, SECOND

_UNITS: Final = {"ms": 1, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhdw])")


def milliseconds(value: object) -> int:
    """Return the length of a duration; `ValueError` when it is none or negative."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return round(value * SECOND)
    text = str(value).replace(" ", "")
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        message = f"not a duration such as 90s, 10m or 2d: {value!r}"
        raise ValueError(message)
    return round(sum(float(number) * _UNITS[unit] for number, unit in parts))
