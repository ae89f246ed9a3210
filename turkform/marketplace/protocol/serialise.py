"""Replies as the service writes them: compact, absent members left out, times as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Final

from turkform.marketplace.json_types import Member

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PLAIN_BELOW_MS: Final = 10_000_000_000


def reply_body(members: Mapping[str, Member]) -> bytes:
    """Return the JSON of a reply; members whose value is None do not appear."""
    return _write(members).encode()


def milliseconds(moment: datetime) -> int:
    """Return epoch milliseconds, rounded down."""
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1000 + delta.microseconds // 1000


def java_double(epoch_ms: int) -> str:
    """Write a time in seconds as Java prints a double: `1.558393704E9` (API reference 2)."""
    if abs(epoch_ms) < _PLAIN_BELOW_MS:
        return repr(epoch_ms / 1000)
    sign = "-" if epoch_ms < 0 else ""
    digits = str(abs(epoch_ms))
    mantissa = digits[1:].rstrip("0") or "0"
    return f"{sign}{digits[0]}.{mantissa}E{len(digits) - 4}"


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
        return java_double(milliseconds(value))
    return _write_container(value)


def _write_container(value: Sequence[Member] | Mapping[str, Member]) -> str:
    if isinstance(value, Mapping):
        members = [
            f"{encode_basestring(key)}:{_write(member)}"
            for key, member in value.items()
            if member is not None
        ]
        return "{" + ",".join(members) + "}"
    return "[" + ",".join([_write(item) for item in value]) + "]"
