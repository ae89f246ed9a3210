"""Progress as events: what happened, in the past tense; renderers turn them into lines or bars."""

from dataclasses import dataclass

from turkform.core.addresses import Address
from turkform.core.changes import Action


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A page of live objects was read; `count` is the running total of `what`."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class ApplyStarted:
    """Execution begins; `total` changes are to be made."""

    total: int


@dataclass(frozen=True, slots=True)
class ChangeStarted:
    """The first call of a change is about to be sent."""

    address: Address
    action: Action


@dataclass(frozen=True, slots=True)
class ChangeDone:
    """All calls of a change succeeded and the state holds the result."""

    address: Address
    action: Action
    mturk_id: str
    seconds: float


@dataclass(frozen=True, slots=True)
class ChangeFailed:
    """A call was refused; nothing of it was executed."""

    address: Address
    action: Action
    message: str


@dataclass(frozen=True, slots=True)
class ChangeUnknown:
    """A call may or may not have been executed; the next run looks."""

    address: Address
    action: Action
    message: str


@dataclass(frozen=True, slots=True)
class NotServed:
    """A call went through, and one of those whom it was for was not reached; `final` where it is
    never tried again."""

    address: Address
    message: str
    final: bool


@dataclass(frozen=True, slots=True)
class Throttled:
    """The service asked for patience; `rate` is the new calls per second."""

    rate: float


@dataclass(frozen=True, slots=True)
class Draining:
    """An interrupt was received; calls in flight are finished, none is started."""

    in_flight: int


@dataclass(frozen=True, slots=True)
class Adopted:
    """Live objects of this campaign were found that the state did not know; `counts` by kind.

    `unwanted` HITs carry the campaign's marker, and no row of the configuration wants them.
    """

    counts: tuple[tuple[str, int], ...]
    unwanted: int


@dataclass(frozen=True, slots=True)
class OlderState:
    """The state is a copy from before runs that this machine has seen."""

    runs: int


@dataclass(frozen=True, slots=True)
class Recovered:
    """What an earlier run left in doubt was looked into; `text` says what is known now."""

    subject: str
    operation: str
    text: str


Event = (
    Refreshed
    | Adopted
    | OlderState
    | Recovered
    | ApplyStarted
    | ChangeStarted
    | ChangeDone
    | ChangeFailed
    | ChangeUnknown
    | NotServed
    | Throttled
    | Draining
)
