"""Calls: what a kind asks the executor to send, and what comes back.

A kind's `calls` is a generator that yields `ApiCall` and is sent `Reply`; it holds no client and
has no side effects, so the executor may run it again after a crash and feed it recorded replies.
"""

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from turkform.core.addresses import Address
from turkform.core.deeds import Deed
from turkform.core.json_types import JsonObject
from turkform.core.money import ZERO, Money

Reply: TypeAlias = Mapping[
    str, Any
]  # botocore has no types; each kind reads the few members it knows
"""The members of a successful response, timestamps as aware datetimes."""

_Result = TypeVar("_Result")
_STAMP = re.compile(r"\s*\(\d{13}( s)?\)\s*$")


class EffectClass(StrEnum):
    """How a repeat of the same request behaves (reliability reference 1.3)."""

    READ = "read"
    TOKEN = "token"  # noqa: S105 -- the name of a class of effects, not a secret
    GUARDED = "guarded"
    ABSOLUTE = "absolute"
    ONE_SHOT = "one_shot"


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call to the service.

    `logical_key` is business identity (an address, a rule and its subject): the ledger refuses a
    second live effect of the same operation and key. `generation` tells a legitimate second life
    (a HIT created again after its deletion) from a repeat. A TOKEN call leaves `UniqueRequestToken`
    out: the ledger derives it. `cost` is the worst-case money that this call commits.
    `deeds` are the follow-ups that this call serves, one for each worker of a mailing.
    `patience_seconds`: a plain `RequestError` may only mean "not yet" (a HIT cannot be changed in
    its first seconds, API reference 6.4); the executor repeats the call for that long, where the
    refusal holds one of the words of `not_yet`.
    """

    operation: str
    parameters: JsonObject
    effect: EffectClass
    address: Address
    logical_key: str = ""
    generation: int = 0
    cost: Money = ZERO
    why: str = ""
    deeds: tuple[Deed, ...] = ()
    evidence: JsonObject = field(default_factory=dict)
    patience_seconds: int = 0
    not_yet: tuple[str, ...] = ("called with a status of", "does not exist")


Calls = Generator[ApiCall, Reply, _Result]


class CallRefused(Exception):
    """The service refused a call before executing it; thrown into the kind's generator.

    A kind that knows the refusal (an object already gone, say) may catch it and go on.
    """

    def __init__(self, operation: str, code: str, turk_code: str, message: str) -> None:
        self.operation, self.code, self.turk_code, self.message = (
            operation,
            code,
            turk_code,
            message,
        )
        super().__init__(f"{operation}: {turk_code or code}: {message}")

    @property
    def words(self) -> str:
        """The message without the stamp of its moment (API reference 3.2)."""
        return _STAMP.sub("", self.message)
