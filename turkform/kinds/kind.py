"""What every kind offers; a kind never holds a client (design section 7)."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from turkform.config.campaign import Campaign
from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, Calls, Reply
from turkform.core.changes import Action, Change, Desired
from turkform.core.json_types import JsonObject
from turkform.core.resources import Observed, Resource
from turkform.kinds.sets import NO_PROGRESS, SetProgress


class Reader(Protocol):
    """Sends read operations, with retries; refusals raise `CallRefused`."""

    def call(self, operation: str, parameters: JsonObject) -> Reply: ...


class Lookup(Protocol):
    """What a kind's `calls` may know of the rest of the campaign while it is applied."""

    def mturk_id(self, address: Address) -> str:
        """The id of a live object; `KeyError` (`NotThere`) where it does not exist (yet)."""
        ...

    def lives(self, address: Address) -> Sequence[str]:
        """The ids of a HIT and of its earlier lives that may still be there."""
        ...

    def marker(self, logical_key: str, generation: int, digest: str) -> str:
        """The text that marks an object as this campaign's own (reliability reference 3.4)."""
        ...


class Verdict(StrEnum):
    """What a probe found out about a write whose outcome is unknown."""

    HAPPENED = "happened"
    ABSENT = "absent"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, the reply that the lost call would have had where a read can rebuild it, and
    what was seen, in words."""

    verdict: Verdict
    reply: Reply = field(default_factory=dict)
    evidence: str = ""


Probe = Generator[ApiCall, Reply, Finding]
"""Yields READ calls only."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a diff may know beside the object: what is asked for and what happens around it.

    `actions` holds the changes planned before this one, by address, no-ops left out; `ids` the
    present MTurk ids of live objects other than HITs; `now` the moment of the refresh; `sets` how
    far the sets of each group are.
    """

    actions: Mapping[Address, Change] = field(default_factory=dict)
    ids: Mapping[Address, str] = field(default_factory=dict)
    now: datetime | None = None
    destroy: bool = False
    replace: bool = False
    sets: SetProgress = NO_PROGRESS

    def remade(self, address: Address) -> bool:
        """Whether the object gets a new id."""
        change = self.actions.get(address)
        return change is not None and change.action in (Action.CREATE, Action.REPLACE)


class Kind(Protocol):
    """One kind of object, the whole of its life."""

    @property
    def name(self) -> str: ...

    def desired(self, campaign: Campaign) -> Iterable[Desired]:
        """Everything of this kind that the configuration wants, lazily and in file order."""
        ...

    def read(self, reader: Reader, resources: Sequence[Resource]) -> Iterator[Observed]:
        """What is live of `resources`, each with its address; what is gone is left out."""
        ...

    def diff(
        self,
        prior: Resource | None,
        observed: Observed | None,
        desired: Desired | None,
        situation: Situation,
    ) -> Change:
        """The change that leads from what is to what is wanted; pure."""
        ...

    def calls(self, change: Change, lookup: Lookup) -> Calls[Resource | None]:
        """The calls of a change; deterministic. Returns what the state stores, None to forget."""
        ...
