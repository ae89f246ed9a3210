"""The marketplace inside this process: boto3 clients reach it without a socket."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from turkform.marketplace.clock import WallClock, wall_clock
from turkform.marketplace.context import Side
from turkform.marketplace.delivery.background import Background
from turkform.marketplace.ids import Ids
from turkform.marketplace.protocol.wire import WireReply, WireRequest
from turkform.marketplace.service import DEFAULT_BALANCE_CENTS, Marketplace, Options
from turkform.marketplace.store.opening import open_database

if TYPE_CHECKING:
    from botocore.awsrequest import AWSResponse

EVENT: Final = "before-send.mturk.*"


class _Events(Protocol):
    def register(self, event_name: str, handler: object) -> None: ...


class _Meta(Protocol):
    @property
    def events(self) -> _Events: ...


class MTurkClient(Protocol):
    """Any boto3 client of the `mturk` service."""

    @property
    def meta(self) -> _Meta: ...


class _Prepared(Protocol):
    """botocore's `AWSPreparedRequest`, as far as it is read here."""

    method: str
    url: str
    headers: Mapping[str, str | bytes]
    body: bytes | str | None


def open_marketplace(
    place: Path | str,
    *,
    side: Side | None = None,
    balance_cents: int = DEFAULT_BALANCE_CENTS,
    wall_clock: WallClock = wall_clock,
    ids: Ids | None = None,
    faults: bool = False,
    delivery: bool = True,
) -> Marketplace:
    """Open the marketplace in the SQLite file at `place`, made when it does not exist.

    `place` may also be a PostgreSQL URL.

    Threads may share the result; other processes may have the same file open. `side` None lets
    each client's endpoint choose; `balance_cents` is what a new account starts with; `faults`
    lets fault scripts work (they cost a query per call); `delivery` sends notifications from a
    thread, which starts with the first one.
    """
    options = Options(
        side=side,
        starting_balance_cents=balance_cents,
        wall_clock=wall_clock,
        ids=ids or Ids(),
        faults=faults,
    )
    marketplace = Marketplace(open_database(str(place)), options)
    if delivery:
        marketplace.courier = Background(marketplace)
    return marketplace


def attach(client: MTurkClient, marketplace: Marketplace, requester: str | None = None) -> None:
    """Let a boto3 `mturk` client speak to `marketplace` instead of the network.

    `requester` names the account that the client acts for; by default there is only one. The
    client's endpoint chooses the side: with `sandbox` in its host name it is the sandbox.
    """

    def before_send(request: _Prepared, **_: object) -> AWSResponse:
        reply = marketplace.handle(_wire_request(request), requester)
        return _deliver(request.url, reply)

    client.meta.events.register(EVENT, before_send)


def _wire_request(request: _Prepared) -> WireRequest:
    url = urlsplit(request.url)
    headers = {key.lower(): _text(value) for key, value in request.headers.items()}
    body = request.body.encode() if isinstance(request.body, str) else request.body or b""
    headers.setdefault("host", url.netloc)
    return WireRequest(headers, body, request.method, url.path or "/", url.query)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


class _Raw:
    """A body that is all there, in the form that botocore reads bodies in."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        yield self._body


def _deliver(url: str, reply: WireReply) -> AWSResponse:
    from botocore.awsrequest import AWSResponse
    from botocore.compat import HTTPHeaders
    from botocore.exceptions import ConnectionClosedError

    # sleeping for nothing would still give the processor away
    if reply.delay_s:
        time.sleep(reply.delay_s)
    if reply.disruption == "reset":
        raise ConnectionClosedError(endpoint_url=url)
    # over a socket botocore takes half a body for the whole, so the same happens here
    body = reply.body[: len(reply.body) // 2] if reply.disruption == "truncate" else reply.body
    headers = HTTPHeaders.from_dict(dict(reply.headers))
    return AWSResponse(url, reply.status, headers, _Raw(body))
