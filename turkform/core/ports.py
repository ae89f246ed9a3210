"""Ports: what the engine needs of the outside, named for the domain; docstrings are contracts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, EffectClass, Reply
from turkform.core.deeds import Failures, LedgerEntry
from turkform.core.outcomes import Outcome
from turkform.core.plan import Provenance
from turkform.core.resources import Resource
from turkform.core.rulings import Ruling

Clock: TypeAlias = Callable[[], datetime]
"""The present moment, aware and in UTC."""


@dataclass(frozen=True, slots=True)
class Permit:
    """What must still hold when the bytes of a recorded attempt leave.

    `claimed_at` is a reading of the sender's monotonic clock from before the claim; `still_mine`
    asks the store whether this run is the writer yet, from any thread; `token_since` is when the
    effect's token was first used, by the service's clock.
    """

    claimed_at: float
    still_mine: Callable[[], bool]
    token_since: datetime | None = None


class MTurkReader(Protocol):
    """Sends read operations and repeats them where that helps."""

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Reply:
        """The reply; a refusal raises `CallRefused`, no service or account
        `CredentialsOrFunds` or `TurkformError`."""
        ...


class MTurkSender(Protocol):
    """Sends a write exactly once: one wire attempt, never repeated by anybody below."""

    @property
    def rate(self) -> float:
        """The calls per second that the service is content with at present."""
        ...

    def send(self, operation: str, parameters: Mapping[str, Any], permit: Permit) -> Outcome:
        """Never raises for what the service or the network did; the outcome says it. Nothing
        leaves once the permit has run out: the outcome is `unsent`."""
        ...


@dataclass(frozen=True, slots=True)
class Binding:
    """What a state belongs to; opened with another binding it refuses."""

    project: str
    environment: str
    endpoint: str
    account: str
    campaign: str


@dataclass(frozen=True, slots=True)
class Intent:
    """A recorded effect: frozen request, status, and the reply once there is one.

    `status`: `planned` (nothing of it may have happened) · `open` (an attempt is under way, or was
    when its run died) · `done` · `refused` · `uncertain` (nobody knows) · `superseded` (it did not
    happen; a later plan may want it again) · `cancelled` (written off: nobody knows, and it is
    never sent again). Times are by the service's clock; `last_attempt_at` leaves out attempts
    that surely did not leave.
    """

    intent_id: str
    operation: str
    logical_key: str
    generation: int
    request: Mapping[str, Any]
    status: str
    reply: Reply = field(default_factory=dict)
    first_attempt_at: datetime | None = None
    address: str = ""
    message: str = ""
    effect: EffectClass = EffectClass.GUARDED
    last_attempt_at: datetime | None = None
    request_id: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is stored together after an attempt: its outcome and, perhaps, a finished object.

    `status` is the intent's new status: `done`, `refused`, `planned` (try again) or `uncertain`.
    `failures` are the workers that a call which went through did not reach.
    """

    intent_id: str
    outcome: Outcome
    status: str
    reply: Reply = field(default_factory=dict)
    failures: Failures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Holder:
    """The run that holds a state's lock."""

    epoch: int
    who: str
    command: str
    since: datetime

    def __str__(self) -> str:
        return f"{self.who}, which runs {self.command} since {self.since.isoformat()}"


class StateReader(Protocol):
    """What anybody may read at any time, while another run writes."""

    @property
    def lineage(self) -> str: ...

    @property
    def serial(self) -> int: ...

    def resources(self) -> Sequence[Resource]:
        """Every object, gone ones included."""
        ...

    def unresolved(self) -> Sequence[Intent]:
        """Effects whose outcome nobody knows, oldest first; `open` ones belong to a run that is
        under way or was killed."""
        ...

    @property
    def rebuilt(self) -> bool:
        """Whether the state was lost and found again, and not everything was gone through since:
        what it does not know may have happened."""
        ...

    def committed_cents(self) -> int:
        """Worst-case money of all effects that happened or may have happened."""
        ...

    def ledger(self) -> Sequence[LedgerEntry]:
        """Every deed towards a worker, an assignment or a HIT, in order."""
        ...

    @property
    def plan_key(self) -> bytes:
        """The secret that seals the saved plans of this state."""
        ...

    def used_plan(self, plan_id: str) -> str:
        """When and by whom a saved plan was applied; empty while nobody did."""
        ...


class StateSession(StateReader, Protocol):
    """The one writer; every method is durable when it returns."""

    @property
    def epoch(self) -> int:
        """Counts the runs that wrote into this state; this one included."""
        ...

    def still_mine(self) -> bool:
        """Whether no other run has taken the state over; safe to call from any thread."""
        ...

    def claim(
        self,
        calls: Sequence[ApiCall],
        recorded: Iterable[Recorded] = (),
        resources: Iterable[Resource] = (),
    ) -> Sequence[Intent]:
        """Record intents and open attempts, and before them what `record` takes, all in one
        transaction or none; an intent that is `done` already, or
        a one-shot one that is `uncertain`, is returned as it is and gets no attempt. Raises
        `Blocked` past the budget."""
        ...

    def record(self, recorded: Iterable[Recorded], resources: Iterable[Resource]) -> None:
        """Close attempts and store finished objects in one transaction."""
        ...

    def adopt(self, resources: Sequence[Resource]) -> None:
        """Store live objects that the state did not know; from now on it counts as rebuilt, and
        one-shot effects are recorded as `uncertain` instead of sent."""
        ...

    def rule(self, ruling: Ruling) -> None:
        """Record what a person says of an effect in doubt: it becomes `done`, `superseded` or
        `cancelled` as soon as nobody of its recipients is in doubt any more."""
        ...

    def end_rebuild(self) -> None:
        """Everything that was due has been gone through."""
        ...

    def forget(self, address: Address) -> None:
        """Drop an object from the state without touching the service."""
        ...

    def sign(self, source: Provenance) -> None:
        """Note from which commit and with which version this run works."""
        ...

    def use_plan(self, plan_id: str) -> None:
        """Remember that a saved plan is spent; raises `Stale` the second time."""
        ...


class StateStore(Protocol):
    """Where a campaign's state lives."""

    def reading(self) -> AbstractContextManager[StateReader | None]:
        """A reader, or None when there is no state yet."""
        ...

    def make(self) -> None:
        """Make an empty state where there is none, without taking the lock."""
        ...

    def writing(self, command: str) -> AbstractContextManager[StateSession]:
        """Take the lock, or raise `Locked` with its holder; makes the state when there is none."""
        ...

    def holder(self) -> Holder | None:
        """Who holds the lock now; None when it is free."""
        ...

    def take_over(self, holder: Holder) -> None:
        """Free the lock of a run that is paused or out of reach: it can record and claim nothing
        more, though a call that it has in flight may still arrive. Raises `Stale` when another
        run has the lock by now."""
        ...

    def verify(self) -> Sequence[str]:
        """What is wrong with the state, each in words; empty when nothing is, or there is none."""
        ...
