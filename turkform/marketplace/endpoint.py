"""The requester API over HTTP: `POST /`, and the questions that browsers ask before."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from turkform.marketplace.authentication import Signed
from turkform.marketplace.cross_origin import preflight_headers, reply_headers
from turkform.marketplace.protocol.wire import CONTENT_TYPE, WireReply, WireRequest
from turkform.marketplace.service import Marketplace

# three documents of 65,535 bytes with every character escaped as \uXXXX are not half of it
MAX_BODY_BYTES: Final = 4 * 2**20
_CUT: Final = "turkform.cut"
_FLUSH_S: Final = 0.02
_FAILED: Final = b'{"__type":"InternalFailure"}'
_TOO_LARGE: Final = b'{"__type":"RequestEntityTooLargeException"}'
_LOG: Final = logging.getLogger(__name__)

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


class TooLarge(Exception):
    """A body is longer than any request of this API can be."""


def requester_api(marketplace: Marketplace) -> Handler:
    """Return what answers `POST /` and `OPTIONS /`."""
    signed = isinstance(marketplace.options.authenticator, Signed)

    async def api(request: Request) -> Response:
        if request.method == "OPTIONS":
            return _response(b"", 200, preflight_headers(request.headers, signed=signed))
        try:
            wire = await wire_request(request)
            reply = await _answer(marketplace, wire)
        except TooLarge:
            reply = _failure(marketplace, 413, _TOO_LARGE)
        return await _deliver(
            reply, reply_headers(request.headers.get("origin", ""), signed=signed)
        )

    return api


async def wire_request(request: Request) -> WireRequest:
    """Read a request whole; TooLarge when there is no end to it."""
    headers = {key.lower(): value for key, value in request.headers.items()}
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise TooLarge
    return WireRequest(headers, bytes(body), request.method, request.url.path, request.url.query)


async def _answer(marketplace: Marketplace, wire: WireRequest) -> WireReply:
    try:
        return await run_in_threadpool(marketplace.handle, wire)
    except Exception:  # noqa: BLE001 - logged; the client gets what AWS would send
        _LOG.exception("%s failed", wire.operation)
        return _failure(marketplace, 500, _FAILED)


def _failure(marketplace: Marketplace, status: int, body: bytes) -> WireReply:
    request_id = marketplace.options.ids.request()
    return WireReply(status, body, {"x-amzn-RequestId": request_id, "Content-Type": CONTENT_TYPE})


async def _deliver(reply: WireReply, extra: Mapping[str, str]) -> Response:
    if reply.delay_s:
        await asyncio.sleep(reply.delay_s)
    headers = {**reply.headers, **extra}
    if reply.disruption == "none":
        return _response(reply.body, reply.status, headers)
    return _Broken(reply, headers)


def _response(body: bytes, status: int, headers: Mapping[str, str]) -> Response:
    """Return a response with its header names as they are: clients exist that mind their case."""
    response = Response(body, status)
    _spell(response, {**headers, "Content-Length": str(len(body))})
    return response


def _spell(response: Response, headers: Mapping[str, str]) -> None:
    response.raw_headers = [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()
    ]


class _Broken(Response):
    """Sends nothing, or the head and half of the body, and cuts the connection."""

    def __init__(self, reply: WireReply, headers: Mapping[str, str]) -> None:
        super().__init__(reply.body, reply.status)
        _spell(self, headers)
        self._send_half = reply.disruption == "truncate"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        if self._send_half:
            start: Message = {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
            await send(start)
            half = bytes(self.body)[: len(self.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            await asyncio.sleep(_FLUSH_S)
        scope[_CUT]()
        await asyncio.sleep(_FLUSH_S)


class Cuttable:
    """Gives responses a way to cut the connection, which ASGI itself has no word for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        if transport is not None:
            scope[_CUT] = transport.abort
        await self._app(scope, receive, send)
