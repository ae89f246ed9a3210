"""The marketplace's one entry: a request of the requester API in, a reply out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import Final, Protocol

from turkform.marketplace import lifecycle
from turkform.marketplace.authentication import Authenticator, Trusting
from turkform.marketplace.clock import WallClock, wall_clock
from turkform.marketplace.context import Context, Scope, Side
from turkform.marketplace.control.faulty import spoil, take_fault
from turkform.marketplace.hooks import Hooks
from turkform.marketplace.ids import Ids
from turkform.marketplace.json_types import JsonObject, Members
from turkform.marketplace.operations.table import OPERATIONS, SENDING, writes
from turkform.marketplace.protocol.errors import (
    MTurkError,
    account_not_linked,
    service_fault,
    throttling,
)
from turkform.marketplace.protocol.model import service_model
from turkform.marketplace.protocol.paging import PageTokens
from turkform.marketplace.protocol.serialise import reply_body
from turkform.marketplace.protocol.validation import compile_check, parse_body
from turkform.marketplace.protocol.wire import CONTENT_TYPE, WireReply, WireRequest
from turkform.marketplace.settings import Settings, load_settings
from turkform.marketplace.store import recent_calls, requesters
from turkform.marketplace.store.database import Database, Transaction
from turkform.marketplace.store.requesters import RequesterRow
from turkform.marketplace.store.secrets import page_secret
from turkform.marketplace.wiring import default_hooks

DEFAULT_BALANCE_CENTS: Final = 1_000_000
NO_LAG: Final[Mapping[str, int]] = {}
TRIES: Final = 3
BUSY: Final = "The marketplace is busy: another process keeps its database. Please try again."


@dataclass(frozen=True, slots=True)
class Options:
    """How one process runs a marketplace; what all processes share is in `Settings`.

    `side` None: a host name with `sandbox` in it is the sandbox, every other one is live.
    `faults`: look for a fault script before every call.
    """

    authenticator: Authenticator = field(default_factory=Trusting)
    side: Side | None = None
    starting_balance_cents: int = DEFAULT_BALANCE_CENTS
    ids: Ids = field(default_factory=Ids)
    wall_clock: WallClock = wall_clock
    hooks: Hooks = field(default_factory=default_hooks)
    faults: bool = False


class Courier(Protocol):
    """Delivers the events of the outbox, where nobody else does it regularly."""

    def wake(self) -> None:
        """Learn that there are new events."""
        ...

    def stop(self) -> None:
        """Send what can be sent now, and end."""
        ...


class Marketplace:
    """All requesters, workers and their work in one database; safe to use from many threads."""

    def __init__(self, database: Database, options: Options | None = None) -> None:
        self.database = database
        self.options = options or Options()
        with database.transaction() as tx:
            self._pages = PageTokens(page_secret(tx))
        self._checks: dict[str, Callable[[JsonObject], JsonObject]] = {}
        self._checks_lock = threading.Lock()
        self._emitted = threading.local()
        self._hooks = replace(self.options.hooks, emitted=self._note_event)
        self.courier: Courier | None = None
        self._clock_offset_ms = 0

    def close(self) -> None:
        """Send what waits to be sent and close the database."""
        if self.courier is not None:
            self.courier.stop()
        self.database.close()

    def handle(self, request: WireRequest, requester: str | None = None) -> WireReply:
        """Perform one request; `requester` names the caller where the transport knows them."""
        fault = None
        if self.options.faults:
            fault = take_fault(self.database, request.operation)
        if fault is None:
            return self._answer(request, requester)

        lag = fault.lag

        def perform() -> WireReply:
            return self._answer(request, requester, lag)

        def refuse(error: MTurkError) -> WireReply:
            return self._refusal(request, error)

        return spoil(fault, perform, refuse)

    def _answer(
        self, request: WireRequest, requester: str | None, lag: Mapping[str, int] = NO_LAG
    ) -> WireReply:
        try:
            members = self._call(request, requester, lag)
        except MTurkError as error:
            return self._refusal(request, error)
        return self._reply(200, reply_body(members))

    def _refusal(self, request: WireRequest, error: MTurkError) -> WireReply:
        return self._reply(error.status, reply_body(error.body(self._stamp(request))))

    @contextmanager
    def acting(self) -> Iterator[Scope]:
        """Begin to write outside of the requester API: a worker's deed, the control API."""
        self.settle()
        with self.database.transaction() as tx:
            yield self.scope(tx)
        self._wake_courier()

    @contextmanager
    def looking(self) -> Iterator[Scope]:
        """Begin to read outside of the requester API."""
        self.settle()
        with self.database.reading() as tx:
            yield self.scope(tx)

    def scope(self, tx: Transaction, settings: Settings | None = None) -> Scope:
        """Return the present as `tx` sees it."""
        settings = settings or load_settings(tx)
        self._clock_offset_ms = settings.clock_offset_ms
        now_ms = self.options.wall_clock() + settings.clock_offset_ms
        return Scope(now_ms, tx, self.options.ids, settings, self._hooks, self._pages)

    def settle(self) -> None:
        """Let everything happen that has become due by now."""
        while True:
            with self.database.reading() as tx:
                if not lifecycle.is_due(self.scope(tx)):
                    return
            with self.database.transaction() as tx:
                lifecycle.settle(self.scope(tx))
            self._wake_courier()

    def side_of(self, request: WireRequest) -> Side:
        """Return the side that a request is meant for."""
        return self.side_of_host(request.headers.get("host", ""))

    def side_of_host(self, host: str) -> Side:
        """Return the side that is reached by a host name."""
        if self.options.side is not None:
            return self.options.side
        return "sandbox" if "sandbox" in host else "live"

    def _call(self, request: WireRequest, requester: str | None, lag: Mapping[str, int]) -> Members:
        operation = request.operation
        if operation is None or operation not in OPERATIONS:
            raise MTurkError("UnknownOperationException", "", stamped=False)
        members = self._check(operation)(parse_body(request.body))
        for attempt in range(TRIES):
            try:
                return self._perform(request, requester, operation, members, lag)
            except MTurkError:
                raise
            except Exception as error:
                if not self.database.retry(error):
                    raise
                if attempt + 1 == TRIES:
                    raise service_fault(BUSY) from error
        raise AssertionError("unreachable")

    def _perform(
        self,
        request: WireRequest,
        requester: str | None,
        operation: str,
        members: JsonObject,
        lag: Mapping[str, int],
    ) -> Members:
        begin = self.database.transaction if writes(operation) else self.database.reading
        counted = False
        while True:
            result, limit = None, 0
            with begin() as tx:
                scope = self.scope(tx)
                row = self._caller(scope, request, requester)
                if row is not None and not lifecycle.is_due(scope):
                    limit = 0 if counted else scope.settings.requests_per_second
                    if not row.linked:
                        raise account_not_linked()
                    if not limit:
                        result = self._execute(scope.lagging(lag).context(row), operation, members)
            if row is not None and result is not None:
                if operation == SENDING:
                    with self.database.transaction() as tx:
                        self.scope(tx).context(row).journal(operation, members, result)
                self._wake_courier()
                return result
            if row is None:
                self._introduce(request, requester)
            elif limit:
                self._admit(row.requester_id, limit)
                counted = True
            self.settle()

    def _execute(self, ctx: Context, operation: str, members: JsonObject) -> Members:
        result = OPERATIONS[operation](ctx, members)
        if writes(operation):
            ctx.journal(operation, members, result)
        return result

    def _note_event(self) -> None:
        self._emitted.any = True

    def _wake_courier(self) -> None:
        """After a commit: tell the courier when this thread's transaction made events."""
        if getattr(self._emitted, "any", False):
            self._emitted.any = False
            if self.courier is not None:
                self.courier.wake()

    def _admit(self, requester_id: str, limit: int) -> None:
        """Count a call in a transaction of its own: what only reads must not write in its own."""
        with self.database.transaction() as tx:
            admitted = recent_calls.admits(tx, requester_id, limit, self.options.wall_clock())
        if not admitted:
            raise throttling()

    def _caller(
        self, scope: Scope, request: WireRequest, requester: str | None
    ) -> RequesterRow | None:
        name = self._name(scope, request, requester)
        return requesters.find(scope.tx, name, self.side_of(request))

    def _name(self, scope: Scope, request: WireRequest, requester: str | None) -> str:
        if requester is not None:
            return requester
        clocks = (self.options.wall_clock(), scope.now_ms)
        return self.options.authenticator.requester_name(scope.tx, request, clocks)

    def _introduce(self, request: WireRequest, requester: str | None) -> None:
        """Make an account for somebody who calls for the first time."""
        with self.database.transaction() as tx:
            scope = self.scope(tx)
            name = self._name(scope, request, requester)
            self.add_requester(scope, name, self.side_of(request))

    def add_requester(self, scope: Scope, name: str, side: Side) -> None:
        """Make an account on one side, with the starting balance, unless there is one."""
        row = RequesterRow(
            requester_id=scope.ids.customer(),
            name=name,
            side=side,
            account=scope.ids.account(),
            available_cents=self.options.starting_balance_cents,
            held_cents=0,
            created_at=scope.now_ms,
        )
        requesters.add(scope.tx, row)

    def _check(self, operation: str) -> Callable[[JsonObject], JsonObject]:
        check = self._checks.get(operation)
        if check is None:
            with self._checks_lock:
                shape = service_model().operation_model(operation).input_shape
                check = self._checks[operation] = compile_check(shape)
        return check

    def _stamp(self, request: WireRequest) -> str:
        """Return what a business message ends in; the sandbox marks its own (API reference 3.2)."""
        with self.database.reading() as tx:
            now_ms = self.scope(tx).now_ms
        return f"({now_ms} s)" if self.side_of(request) == "sandbox" else f"({now_ms})"

    def _now_s(self) -> float:
        return (self.options.wall_clock() + self._clock_offset_ms) / 1_000

    def _reply(self, status: int, body: bytes) -> WireReply:
        headers = {
            "x-amzn-RequestId": self.options.ids.request(),
            "Content-Type": CONTENT_TYPE,
            "Content-Length": str(len(body)),
            "Date": formatdate(self._now_s(), usegmt=True),
            "x-turkform-clock-offset-ms": str(self._clock_offset_ms),
        }
        return WireReply(status, body, headers)
