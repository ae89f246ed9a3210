"""Passwords as scrypt hashes: `scrypt$n$r$p$salt$hash`, in hexadecimal."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Final

SHORTEST: Final = 10
LONGEST: Final = 200
_N, _R, _P = 2**14, 8, 1


def hashed(password: str) -> str:
    """Return what to store for a password."""
    salt = os.urandom(16)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${_scrypt(password, salt, _N, _R, _P).hex()}"


def matches(password: str, stored: str) -> bool:
    """Tell whether this is the password that was stored."""
    _, n, r, p, salt, digest = stored.split("$")
    found = _scrypt(password, bytes.fromhex(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, bytes.fromhex(digest))


# the hash of no password: checking it takes as long as checking a worker's
NOBODY: Final = f"scrypt${_N}${_R}${_P}${'00' * 16}${'00' * 64}"


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # 128 * n * r bytes are needed; the default ceiling is just that, so it is raised
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=64 * 2**20)
