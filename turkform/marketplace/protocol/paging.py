"""Opaque page tokens: 67 characters, bound to the list they came from (API reference 5.5).

A page is cut by the last row shown (keyset), so pages stay stable while rows are added.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from turkform.marketplace.json_types import Json
from turkform.marketplace.protocol.errors import invalid_value

DEFAULT_PAGE: Final = 10
_PREFIX: Final = "p1:"
_PAYLOAD: Final = struct.Struct(">qq16s")
_IV: Final = 16

# Two numbers that order the rows of a list: a sorting value (0 where there is none) and `n`.
Position: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Page:
    """At most `size` rows of a list, those after `after` (None: from the start)."""

    size: int
    after: Position | None


@dataclass(frozen=True, slots=True)
class PageTokens:
    """Makes and reads page tokens with a secret that the store keeps."""

    secret: bytes

    def page(self, operation: str, request: Mapping[str, Json]) -> Page:
        """Read `MaxResults` and `NextToken` of a validated list request."""
        size = request.get("MaxResults")
        token = request.get("NextToken")
        after = None if token is None else self._open(str(token), _scope(operation, request))
        return Page(size if isinstance(size, int) else DEFAULT_PAGE, after)

    def token(
        self, operation: str, request: Mapping[str, Json], last: Position | None
    ) -> str | None:
        """Return the token of the page after the row at `last`; None after an empty page."""
        if last is None:
            return None
        payload = _PAYLOAD.pack(*last, _scope(operation, request))
        iv = self._digest(payload)[:_IV]
        return _PREFIX + b64encode(iv + self._mask(iv, payload)).decode()

    def _open(self, token: str, scope: bytes) -> Position:
        try:
            raw = b64decode(token.removeprefix(_PREFIX), validate=True)
            iv, payload = raw[:_IV], self._mask(raw[:_IV], raw[_IV:])
            sorting, n, made_for = _PAYLOAD.unpack(payload)
        except (ValueError, struct.error):
            raise invalid_value("NextToken", token) from None
        if not hmac.compare_digest(self._digest(payload)[:_IV], iv) or made_for != scope:
            raise invalid_value("NextToken", token)
        return sorting, n

    def _mask(self, iv: bytes, payload: bytes) -> bytes:
        stream = self._digest(b"mask" + iv)
        return bytes(a ^ b for a, b in zip(payload, stream, strict=True))

    def _digest(self, data: bytes) -> bytes:
        return hmac.digest(self.secret, data, "sha256")


def _scope(operation: str, request: Mapping[str, Json]) -> bytes:
    """Return what ties a token to its list: the operation and every member but the paging ones."""
    filters = {
        key: value for key, value in request.items() if key not in {"NextToken", "MaxResults"}
    }
    return hashlib.sha256(f"{operation} {sorted(filters.items())!r}".encode()).digest()[:16]
