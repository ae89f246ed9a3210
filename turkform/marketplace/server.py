"""The marketplace behind HTTP: requester API at `POST /`, submissions, control API."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from turkform.marketplace.control.routes import control_routes
from turkform.marketplace.delivery.outbox_worker import deliver
from turkform.marketplace.endpoint import Cuttable, requester_api
from turkform.marketplace.service import Marketplace
from turkform.marketplace.tls import Tls
from turkform.marketplace.worker_site.error_pages import error_handlers
from turkform.marketplace.worker_site.routes import site_routes
from turkform.marketplace.worker_site.site import Site, SiteOptions

TICK_S: Final = 1.0
# longer than SDKs keep an idle connection before they take another, so that none of them writes
# into one that is just being closed
KEEP_ALIVE_S: Final = 75
_LOG: Final = logging.getLogger(__name__)


def build_app(marketplace: Marketplace, *, control: bool, sign_in: bool = False) -> Starlette:
    """Return the ASGI application: requester API and worker site.

    `control` opens the control API to everybody who can connect; with `sign_in` workers need a
    password.
    """
    site = Site(marketplace, SiteOptions(sign_in=sign_in))
    routes: list[BaseRoute] = [
        Route("/", requester_api(marketplace), methods=["POST", "OPTIONS"]),
        Route("/_health", _health, methods=["GET"]),
        *site_routes(site),
    ]
    if control:
        routes += control_routes(marketplace)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        tickers = [
            asyncio.create_task(_tick(marketplace.settle, "letting time pass")),
            asyncio.create_task(_tick(partial(deliver, marketplace), "delivering notifications")),
        ]
        yield
        for ticker in tickers:
            ticker.cancel()
            with suppress(asyncio.CancelledError):
                await ticker

    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=error_handlers(site))


def serve(
    marketplace: Marketplace,
    host: str,
    port: int,
    *,
    control: bool,
    sign_in: bool = False,
    tls: Tls | None = None,
) -> None:
    """Serve until interrupted; prints its address when it is open for calls.

    The first line is for programs and ends in the address; the second is for workers.
    """
    listener = socket.create_server((host, port))
    # connections inherit it; without, a reply of two writes waits 40 ms for an acknowledgement
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        Cuttable(build_app(marketplace, control=control, sign_in=sign_in)),
        log_level="warning",
        server_header=False,
        date_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
    )
    bound = listener.getsockname()
    address = f"{'https' if tls else 'http'}://{bound[0]}:{bound[1]}"
    # in one write: a program may read the first line and close its end
    sys.stdout.write(f"listening on {address}\nworkers find their work at {address}/projects\n")
    sys.stdout.flush()
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()
        marketplace.close()


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _tick(work_once: Callable[[], object], what: str) -> None:
    while True:
        await asyncio.sleep(TICK_S)
        try:
            await run_in_threadpool(work_once)
        except Exception:  # noqa: BLE001 - logged; a failed tick must not end all later ones
            _LOG.exception("%s failed", what)
