"""Replies as the service writes them: compact, absent members left out, times as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Final

from turkform.marketplace.json_types import Member

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PLAIN_BELOW: Final = 10_000_000


def reply_body(members: Mapping[str, Member]) -> bytes:
    """Return the JSON of a reply; members whose value is None do not appear."""
    return _write(members).encode()


def whole_seconds(moment: datetime) -> int:
    """Return epoch seconds, rounded down: no recorded time of the service has a fraction."""
    delta = moment - _EPOCH
    return delta.days * 86_400 + delta.seconds


def java_double(number: int) -> str:
    """Write a number as Java prints a double: `1.558393704E9` (API reference 2)."""
    if abs(number) < _PLAIN_BELOW:
        return repr(float(number))
    sign = "-" if number < 0 else ""
    digits = str(abs(number))
    mantissa = digits[1:].rstrip("0") or "0"
    return f"{sign}{digits[0]}.{mantissa}E{len(digits) - 1}"


def _write(value: Member) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime):
        return java_double(whole_seconds(value))
    return _write_container(value)


def _write_container(value: Sequence[Member] | Mapping[str, Member]) -> str:
    if isinstance(value, Mapping):
        # Most members are texts, and a page of a list has a thousand: no call for each of them.
        members = [
            encode_basestring(key)
            + ":"
            + (encode_basestring(member) if isinstance(member, str) else _write(member))
            for key, member in value.items()
            if member is not None
        ]
        return "{" + ",".join(members) + "}"
    return "[" + ",".join([_write(item) for item in value]) + "]"
