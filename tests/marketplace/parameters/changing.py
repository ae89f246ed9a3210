"""Requests with another value somewhere inside."""

from __future__ import annotations

from typing import Any


def with_value(members: dict[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    """Return a request with a value at a path; of a list the member that has the next name."""
    name, *rest = path
    if not rest:
        return {**members, name: value}
    inner = members.get(name, {})
    if isinstance(inner, list):
        first, others = _first_with(inner, rest[0])
        return {**members, name: [with_value(first, rest, value), *others]}
    return {**members, name: with_value(inner, rest, value)}


def _first_with(listed: list[dict[str, Any]], name: str) -> tuple[dict[str, Any], list[Any]]:
    """Return the member of a list that has a member of this name, or the first, and the rest."""
    chosen = next((one for one in listed if name in one), listed[0])
    return dict(chosen), [one for one in listed if one is not chosen]
