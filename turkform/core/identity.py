"""Tokens and markers: identity that survives the loss of the state (reliability reference 3.4)."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

MARKED = "tf1|"
_MARKER = re.compile(
    r"tf1\|p=(?P<project>[0-9a-f]{8})\|c=(?P<campaign>[\w-]{1,63})\|k=(?P<key>[0-9a-f]{16})"
    r"\|g=(?P<generation>\d+)\|h=(?P<digest>[0-9a-f]{12})"
)

_HEX = re.compile(r"(?:[0-9a-f]{2})+")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who writes: the project's 128 random bits, the account, the environment, the campaign."""

    project: str
    account: str
    environment: str
    campaign: str

    def token(self, operation: str, logical_key: str, generation: int) -> str:
        """The `UniqueRequestToken` of an effect: 51 characters, the same at every repeat."""
        parts = ("tf1", *self._parts(), operation, logical_key, str(generation))
        return "tf1" + _base32("\0".join(parts))[:48]

    def marker(self, logical_key: str, generation: int, digest: str) -> str:
        """What marks an object as this campaign's own; no key of the data is readable in it."""
        key = self.key(logical_key)
        return f"tf1|p={self.project[:8]}|c={self.campaign}|k={key}|g={generation}|h={digest[:12]}"

    def key(self, logical_key: str) -> str:
        """What stands for a logical key in markers."""
        return hashlib.sha256("\0".join((*self._parts(), logical_key)).encode()).hexdigest()[:16]

    def ref(self, operation: str, logical_key: str, generation: int) -> str:
        """Ten characters that a worker may see and that find an effect again when listed."""
        parts = ("ref", *self._parts(), operation, logical_key, str(generation))
        return _base32("\0".join(parts))[:10].upper()

    def worker_key(self, worker_id: str) -> str:
        """What stands for a worker everywhere but in one table; the same in all campaigns."""
        key = bytes.fromhex(self.project) if _HEX.fullmatch(self.project) else self.project.encode()
        return hmac.new(key, worker_id.encode(), hashlib.sha256).hexdigest()[:12]

    def _parts(self) -> tuple[str, str, str, str]:
        return self.project, self.account, self.environment, self.campaign


@dataclass(frozen=True, slots=True)
class Marker:
    """What a marker says."""

    project: str
    campaign: str
    key: str
    generation: int
    digest: str


def read_marker(text: str) -> Marker | None:
    """The marker in an annotation, or None; anything around it makes it somebody else's."""
    match = _MARKER.fullmatch(text)
    if not match:
        return None
    found = match.groupdict()
    generation = int(found["generation"])
    return Marker(found["project"], found["campaign"], found["key"], generation, found["digest"])


def _base32(text: str) -> str:
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode().lower()
