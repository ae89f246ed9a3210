"""What an operation may know and use: who calls, when, in which transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from turkform.marketplace.clock import moment
from turkform.marketplace.domain.events import NotificationEvent
from turkform.marketplace.hooks import Hooks
from turkform.marketplace.ids import Ids
from turkform.marketplace.json_types import Json, Member, Members
from turkform.marketplace.protocol.paging import PageTokens
from turkform.marketplace.protocol.serialise import reply_body
from turkform.marketplace.settings import Settings, with_lags
from turkform.marketplace.store import journal, notification_settings, outbox, requesters
from turkform.marketplace.store.database import Transaction
from turkform.marketplace.store.requesters import RequesterRow

Side: TypeAlias = Literal["live", "sandbox"]
Request: TypeAlias = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Requester:
    """An account on one side of the marketplace; `id` is its CustomerId."""

    id: str
    name: str
    account: str
    side: Side


@dataclass(frozen=True, slots=True)
class Scope:
    """One transaction at one time, before it is known in whose name it acts."""

    now_ms: int
    tx: Transaction
    ids: Ids
    settings: Settings
    hooks: Hooks
    pages: PageTokens

    @property
    def now(self) -> datetime:
        """The marketplace's time, aware and in UTC."""
        return moment(self.now_ms)

    def lagging(self, lag: Mapping[str, int]) -> Scope:
        """Return this scope with some lags of the settings (milliseconds) replaced."""
        return replace(self, settings=with_lags(self.settings, lag)) if lag else self

    def acting_for(self, requester_id: str) -> Context:
        """Return a context in the name of a requester that is known to exist."""
        return self.context(requesters.get(self.tx, requester_id))

    def context(self, row: RequesterRow) -> Context:
        """Return a context in the name of the requester in `row`."""
        side: Side = "sandbox" if row.side == "sandbox" else "live"
        requester = Requester(row.requester_id, row.name, row.account, side)
        return Context(
            self.now_ms, self.tx, self.ids, self.settings, self.hooks, self.pages, requester
        )


@dataclass(frozen=True, slots=True)
class Context(Scope):
    """One call of a requester: everything that happens through it belongs to one transaction."""

    requester: Requester

    @property
    def side(self) -> Side:
        """Live or sandbox."""
        return self.requester.side

    def at(self, epoch_ms: int) -> Context:
        """Return this context at another time, for what became due earlier than now."""
        return replace(self, now_ms=epoch_ms)

    def emit(self, event: NotificationEvent) -> None:
        """Put an event into the outbox, when its HIT type has asked for such events."""
        wanted = notification_settings.find(self.tx, event.hit_type_id)
        if wanted is not None and wanted.active and event.event_type in wanted.event_types:
            outbox.add(self.tx, self.requester.id, event, self.now_ms, wanted)
            self.hooks.emitted()

    def journal(self, operation: str, parameters: Mapping[str, Member], result: Members) -> None:
        """Record an effect that was executed."""
        if not self.settings.journal:
            return
        entry = (reply_body(parameters).decode(), reply_body(result).decode())
        journal.add(self.tx, self.now_ms, self.requester.id, operation, *entry)
