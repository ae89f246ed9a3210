"""Identifiers in the forms that the service uses (API reference 2)."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_LETTER_OF_BYTE: Final = bytes(_ALPHABET[byte % len(_ALPHABET)] for byte in range(256))
ENTITY_LENGTH: Final = 30
CUSTOMER_LENGTH: Final = 14


@dataclass(frozen=True, slots=True)
class Ids:
    """Makes identifiers from a source of random bytes."""

    random_bytes: Callable[[int], bytes] = os.urandom

    def entity(self) -> str:
        """Return the id of a HIT, HIT type, group, assignment, qualification type or request."""
        return "3" + self._letters(ENTITY_LENGTH - 1)

    def customer(self) -> str:
        """Return the id of a worker or a requester."""
        return "A" + self._letters(CUSTOMER_LENGTH - 1)

    def account(self) -> str:
        """Return the 12 digits of an AWS account."""
        return "".join(str(byte % 10) for byte in self.random_bytes(12))

    def request(self) -> str:
        """Return a lower-case UUID, as `x-amzn-RequestId` carries it."""
        return str(uuid.UUID(bytes=self.random_bytes(16), version=4))

    def _letters(self, length: int) -> str:
        return self.random_bytes(length).translate(_LETTER_OF_BYTE).decode()


def seeded_ids(seed: int) -> Ids:
    """Return ids that come out the same in every run, for simulations."""
    return Ids(random.Random(seed).randbytes)  # noqa: S311 - a rehearsal wants repetition
