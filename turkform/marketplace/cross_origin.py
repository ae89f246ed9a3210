"""Scripts of web pages as requesters: which pages a browser lets read replies (CORS).

A page can only speak to the requester API when the server says so. Where requests are signed the
signature protects the account, so every page may ask, as with other services of AWS. Where nobody
signs, a page anywhere could spend the requester's money: only pages served by this machine may.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

ANY: Final = "*"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_EXPOSED: Final = "x-amzn-RequestId,x-amzn-ErrorType,Date"
_A_DAY: Final = "86400"


def allowed_origin(origin: str, *, signed: bool) -> str | None:
    """Return what `Access-Control-Allow-Origin` says to a page of `origin`; None: it may not."""
    if signed:
        return ANY
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:
        return None
    return origin if host in _LOOPBACK or host.endswith(".localhost") else None


def reply_headers(origin: str, *, signed: bool) -> dict[str, str]:
    """Return what a reply tells the browser of a page of `origin` (empty: no page asked)."""
    allowed = allowed_origin(origin, signed=signed) if origin else None
    if allowed is None:
        return {}
    return {
        "Access-Control-Allow-Origin": allowed,
        "Access-Control-Expose-Headers": _EXPOSED,
        "Vary": "Origin",
    }


def preflight_headers(headers: Mapping[str, str], *, signed: bool) -> dict[str, str]:
    """Return the answer to a browser's question before the call; header names are lower-case."""
    answer = reply_headers(headers.get("origin", ""), signed=signed)
    if answer:
        answer |= {
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": headers.get("access-control-request-headers", ANY),
            "Access-Control-Max-Age": _A_DAY,
        }
    return answer
