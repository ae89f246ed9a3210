"""Addresses of external pages: what a browser lets into a frame without a warning."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

# a browser trusts its own machine without TLS, so a study can be tried out before it is hosted
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1"})


def is_secure(url: str) -> bool:
    """Tell whether an address is https, or lies on this machine."""
    try:
        parts = urlsplit(url)
        # reading the port checks it
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return named and (parts.scheme == "https" or loopback_origin(url) is not None)


def loopback_origin(url: str) -> str | None:
    """Return the origin of a page that this machine serves without TLS, None for others."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in _LOOPBACK:
        return None
    port = f":{parts.port}" if parts.port else ""
    return f"http://{parts.hostname}{port}"
