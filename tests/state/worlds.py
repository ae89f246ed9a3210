"""The kinds of store, each with a place of its own for one test, behind one face."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, EffectClass
from turkform.core.money import Money
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.ports import Binding, Clock, Recorded, StateStore

BINDING = Binding("0" * 32, "lab", "http://127.0.0.1:9", "lab", "study")
HIT = Address("hit", "photos", "a")


def utc_now() -> datetime:
    return datetime.now(UTC)


class Opener(Protocol):
    def __call__(self, binding: Binding, clock: Clock, budget: Money | None) -> StateStore: ...


@dataclass(frozen=True, slots=True)
class World:
    """A place for states; `tamper` runs SQL in it behind the store's back."""

    open: Opener
    tamper: Callable[[str], list[tuple[Any, ...]]]
    name: str = field(default="")

    def store(
        self, binding: Binding = BINDING, clock: Clock = utc_now, budget: Money | None = None
    ) -> StateStore:
        return self.open(binding, clock, budget)


def creation(
    cost: int = 0, effect: EffectClass = EffectClass.TOKEN, address: Address = HIT
) -> ApiCall:
    parameters = {"Title": "x"}
    key = str(address)
    return ApiCall("CreateHITWithHITType", parameters, effect, address, key, cost=Money(cost))


def done(intent_id: str) -> Recorded:
    reply = {"HIT": {"HITId": "3A", "CreationTime": datetime(2026, 1, 1, tzinfo=UTC)}}
    return Recorded(intent_id, Outcome(OutcomeKind.OK), "done", reply)


def with_outcome(intent_id: str, kind: OutcomeKind, status: str) -> Recorded:
    return Recorded(intent_id, Outcome(kind), status)
