"""Bodies of the control API: free in the spelling of names, strict about what they mean.

`HITId`, `hitId` and `hit_id` are one name. What is wrong is a ValueError or TypeError that says
where, what was found and what was expected.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from turkform.marketplace.json_types import Json, JsonObject

Names: TypeAlias = Mapping[str, tuple[str, ...]]

_YES: Final = frozenset({"true", "yes", "1"})
_NO: Final = frozenset({"false", "no", "0"})
_SHOWN: Final = 60


def plain(name: str) -> str:
    """Return a name without its spelling: small letters and digits only."""
    return re.sub("[^a-z0-9]", "", name.lower())


def members(body: Json, names: Names) -> JsonObject:
    """Return an object's members by the names of `names`, whose values are other words for them."""
    if not isinstance(body, dict):
        raise TypeError(f"expected an object with {_listed(names)}, found {shown(body)}")
    known = {plain(word): name for name, words in names.items() for word in (name, *words)}
    found: dict[str, Json] = {}
    for key, value in body.items():
        name = known.get(plain(key))
        if name is None:
            raise ValueError(f"unknown member {key!r}; there are {_listed(names)}")
        if name in found:
            raise ValueError(f"{name} is given twice")
        found[name] = value
    return found


def several(body: Json, under: str) -> list[Json]:
    """Return a list that is the body, or stands in it under a name; else the body alone."""
    inside = body.get(under) if isinstance(body, dict) and len(body) == 1 else None
    if isinstance(inside, list):
        return list(inside)
    return list(body) if isinstance(body, list) else [body]


def text(given: JsonObject, name: str) -> str:
    """Return a text that must be there."""
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name}: expected a text, found {shown(value)}")
    return value.strip()


def whole(given: JsonObject, name: str, default: int = 0, least: int = 0) -> int:
    """Return a whole number; digits in a text are one too."""
    value = given.get(name, default)
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if isinstance(number, bool) or not isinstance(number, int) or number < least:
        raise ValueError(f"{name}: expected a whole number from {least}, found {shown(value)}")
    return number


def flag(given: JsonObject, name: str) -> bool:
    """Return a yes or no."""
    word = str(given[name]).lower()
    if word not in _YES | _NO:
        raise ValueError(f"{name}: expected true or false, found {shown(given[name])}")
    return word in _YES


def shown(value: Json) -> str:
    """Return a value as an error shows it."""
    if value is None:
        return "nothing"
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
