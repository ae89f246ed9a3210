"""What goes in and what comes out, apart from any transport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

CONTENT_TYPE: Final = "application/x-amz-json-1.1"
TARGET_PREFIX: Final = "MTurkRequesterServiceV20170117"


@dataclass(frozen=True, slots=True)
class WireRequest:
    """One HTTP request; header names are lower-case, `path` and `query` as sent."""

    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"
    path: str = "/"
    query: str = ""

    @property
    def operation(self) -> str | None:
        """The operation that `X-Amz-Target` names, or None when it names none of this service."""
        prefix, _, name = self.headers.get("x-amz-target", "").partition(".")
        return name if prefix == TARGET_PREFIX and name else None


@dataclass(frozen=True, slots=True)
class WireReply:
    """One HTTP reply: status, headers as they go out, body.

    `disruption` and `delay_s` are what a fault script wants the transport to do to it.
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    disruption: Literal["none", "reset", "truncate"] = "none"
    delay_s: float = 0.0
