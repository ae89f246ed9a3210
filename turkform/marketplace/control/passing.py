"""How much time a request of the control API lets pass, and which switches it sets."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Final

from turkform.marketplace.clock import SECOND
from turkform.marketplace.control.durations import UNITS, milliseconds
from turkform.marketplace.control.members import Names, members, plain, shown
from turkform.marketplace.json_types import Json
from turkform.marketplace.settings import Settings

_TIMES: Final[Names] = {"advance": ("advance_by", "by", "forward"), "to": ("set", "now", "until")}
_UNITS: Final[Names] = {unit: (f"advance_{unit}",) for unit in UNITS}
_KEPT: Final = frozenset({"clock_offset_ms", "faults"})
_SWITCHES: Final = {
    plain(one.name.removesuffix("_ms")): one.name
    for one in fields(Settings)
    if one.name not in _KEPT
}


def time_to_pass(body: Json, now_ms: int) -> int:
    """Return milliseconds: `{"advance": "2d"}`, `{"days": 2}`, `{"to": a moment}`; {} is none."""
    given = members(body, {**_TIMES, **_UNITS})
    if len(given) > 1 and given.keys() & _TIMES.keys():
        raise ValueError(f"expected one way to say how much time, found {', '.join(given)}")
    if "to" in given:
        step = _epoch_ms(given["to"]) - now_ms
        if step < 0:
            raise ValueError(f"to: {shown(given['to'])} has passed; the clock only goes forward")
        return step
    if "advance" in given:
        return milliseconds(given["advance"])
    return milliseconds(given) if given else 0


def switches(body: Json) -> dict[str, int]:
    """Return settings by their names in the store; lags are durations."""
    if not isinstance(body, dict):
        raise TypeError(f"expected an object with settings, found {shown(body)}")
    found: dict[str, int] = {}
    for key, value in body.items():
        name = _SWITCHES.get(plain(key.removesuffix("_ms")))
        if name is None:
            raise ValueError(f"unknown setting {key!r}; there are {', '.join(_SWITCHES.values())}")
        found[name] = milliseconds(value) if name.endswith("_ms") else _number(key, value)
    return found


def _number(key: str, value: Json) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{key}: expected true, false or a number, found {shown(value)}")
    return int(value)


def _epoch_ms(value: Json) -> int:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(value * SECOND)
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(
            f"to: expected epoch seconds or a time such as 2026-12-01T09:00:00Z, found {value!r}"
        ) from None
    return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * SECOND)
