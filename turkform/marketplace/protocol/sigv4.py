"""Verifies Signature Version 4 of the service's requests (API reference 2)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from turkform.marketplace.protocol.errors import MTurkError
from turkform.marketplace.protocol.wire import WireRequest

LATE: Final = timedelta(minutes=15)
EARLY: Final = timedelta(minutes=5)
SERVICE: Final = "mturk-requester"
ALGORITHM: Final = "AWS4-HMAC-SHA256"
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_HEADER: Final = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})"
)


# What time it may be for whoever signs, in epoch milliseconds: the real time and the marketplace's
# own, which replies carry as their `Date` and some SDKs then go by.
Clocks: TypeAlias = Sequence[int]


@dataclass(frozen=True, slots=True)
class Signature:
    """The parts of an Authorization header."""

    key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str

    @property
    def scope(self) -> str:
        """The credential scope."""
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


def read_signature(request: WireRequest) -> Signature:
    """Return what the request says about who signed it."""
    header = request.headers.get("authorization")
    if header is None:
        raise MTurkError(
            "MissingAuthenticationTokenException", "Missing Authentication Token", stamped=False
        )
    match = _HEADER.fullmatch(header.strip())
    parts = match[1].split("/") if match else []
    if match is None or len(parts) != 5 or parts[3] != SERVICE:
        raise MTurkError(
            "IncompleteSignatureException", "Authorization header is not valid.", stamped=False
        )
    return Signature(parts[0], parts[1], parts[2], parts[3], tuple(match[2].split(";")), match[3])


def verify(request: WireRequest, signature: Signature, secret: str, clocks: Clocks) -> None:
    """Refuse a signature that this secret did not make, or of a time that no clock shows."""
    stamp = request.headers.get("x-amz-date", "")
    _check_time(stamp, clocks)
    text = "\n".join((ALGORITHM, stamp, signature.scope, _sha256(_canonical(request, signature))))
    made = hmac.new(_key(secret, signature), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(made, signature.signature):
        raise MTurkError(
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method.",
            stamped=False,
        )


def _check_time(stamp: str, clocks: Clocks) -> None:
    try:
        signed_at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise MTurkError(
            "IncompleteSignatureException", "X-Amz-Date is not valid.", stamped=False
        ) from None
    problems = [_skew(signed_at, datetime.fromtimestamp(clock / 1000, UTC)) for clock in clocks]
    if all(problems):
        raise MTurkError("InvalidSignatureException", str(problems[0]), stamped=False)


def _skew(signed_at: datetime, now: datetime) -> str | None:
    """Return what is wrong with a time of signing, in AWS's words."""
    late, early = now - LATE, now + EARLY
    if signed_at < late:
        bound = f"is now earlier than {late:{_STAMP}} ({now:{_STAMP}} - 15 min.)"
        return f"Signature expired: {signed_at:{_STAMP}} {bound}"
    if signed_at > early:
        bound = f"is still later than {early:{_STAMP}} ({now:{_STAMP}} + 5 min.)"
        return f"Signature not yet current: {signed_at:{_STAMP}} {bound}"
    return None


def _canonical(request: WireRequest, signature: Signature) -> str:
    headers = "".join(
        f"{name}:{' '.join(request.headers.get(name, '').split())}\n"
        for name in signature.signed_headers
    )
    return "\n".join(
        (
            request.method,
            request.path,
            request.query,
            headers,
            ";".join(signature.signed_headers),
            hashlib.sha256(request.body).hexdigest(),
        )
    )


def _key(secret: str, signature: Signature) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (signature.date, signature.region, signature.service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
