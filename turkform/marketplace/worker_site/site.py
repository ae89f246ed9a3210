"""The worker site: its routes, and what happens around every page."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from turkform.marketplace.context import Side
from turkform.marketplace.not_allowed import NotAllowed, NotThere
from turkform.marketplace.service import Marketplace
from turkform.marketplace.store.secrets import site_secret
from turkform.marketplace.worker_site.rendering import Renderer, go_to
from turkform.marketplace.worker_site.sessions import COOKIE, LIFETIME_S, Session, Sessions
from turkform.marketplace.worker_site.visit import FORM_TOKEN, NO_FORM, SignInNeeded, Visit

STATIC: Final = Path(__file__).parent / "static"
MAX_FORM_BYTES: Final = 4 * 2**20
FORGED: Final = "This form has expired, or it came from another site. Please go back and retry."
SIGNED_OUT: Final = "You are signed out, so nothing was sent. Sign in and do it once more."
_HEADINGS: Final = {
    400: "The browser sent something unreadable",
    404: "This page does not exist",
    405: "This address is for a form only",
    413: "This is too large",
    500: "Something went wrong here",
}
_HOST: Final = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}")


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """`sign_in`: workers need a password; without, whoever comes says who they are."""

    sign_in: bool = False


class Site:
    """What the pages share."""

    def __init__(self, marketplace: Marketplace, options: SiteOptions) -> None:
        self.marketplace = marketplace
        self.options = options
        self.renderer = Renderer(sign_in=options.sign_in)
        with marketplace.database.transaction() as tx:
            secret = site_secret(tx)
        self._sessions: dict[Side, Sessions] = {
            "live": Sessions(secret, "live"),
            "sandbox": Sessions(secret, "sandbox"),
        }

    def page(self, visit: Visit, template: str, status: int = 200, **values: object) -> Response:
        """Return a page that frames nothing but this site."""
        return self.renderer.page(visit, template, status, values)

    def sessions(self, side: Side) -> Sessions:
        """Return the cookies of one side."""
        return self._sessions[side]


Page: TypeAlias = Callable[[Site, Visit], Response]


def route(site: Site, path: str, page: Page, method: str = "GET") -> Route:
    """Return a route to a page; a form that no page of this session sent is refused."""

    async def endpoint(request: Request) -> Response:
        form = await read_fields(request) if method == "POST" else list(NO_FORM)
        return await run_in_threadpool(_respond, site, page, request, form)

    return Route(path, endpoint, methods=[method])


def sign_in_path(visit: Visit) -> str:
    """Return the address that asks who is there, and then leads on to where they were."""
    return f"/account?next={quote(visit.resumes_at, safe='')}"


def refused(site: Site, visit: Visit, status: int, message: str) -> Response:
    """Return a page that says why something did not happen, and where to go from here."""
    return site.page(
        visit,
        "refused.html.j2",
        status,
        heading=_HEADINGS.get(status, "This is not possible"),
        message=message,
        sign_in_at="" if visit.user else sign_in_path(visit),
    )


def static_files() -> BaseRoute:
    """Return the route to styles and scripts, which documents in frames may load too."""
    return Mount("/static", StaticFiles(directory=STATIC), name="static")


async def read_fields(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a form in order; of an uploaded file only its name."""
    if int(request.headers.get("content-length") or 0) > MAX_FORM_BYTES:
        raise HTTPException(413, "The form is too large.")
    async with request.form(max_files=100, max_fields=5_000, max_part_size=2**20) as form:
        return [
            (key, (value.filename or "") if isinstance(value, UploadFile) else value)
            for key, value in form.multi_items()
        ]


def origin_of(request: Request) -> str:
    """Return the origin that the browser sees, from the Host header it sent."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise HTTPException(400, "The Host header is not valid.")
    return f"{request.url.scheme}://{host}"


def _respond(site: Site, page: Page, request: Request, form: list[tuple[str, str]]) -> Response:
    visit, is_new = visit_of(site, request, form)
    try:
        if request.method == "POST" and not _is_ours(site, visit, request):
            response = refused(site, visit, 403, FORGED if visit.user else SIGNED_OUT)
        else:
            response = page(site, visit)
    except SignInNeeded:
        response = go_to(sign_in_path(visit))
    except NotThere as refusal:
        response = refused(site, visit, 404, str(refusal))
    except NotAllowed as refusal:
        response = refused(site, visit, 409, str(refusal))
    if is_new and _may_begin(request):
        set_session(site, visit, response, visit.session)
    return response


def _may_begin(request: Request) -> bool:
    """Only a page in a window begins a session: a HIT's frame has no cookie and must set none."""
    window = request.headers.get("sec-fetch-dest", "document") == "document"
    return request.method == "GET" and window


def visit_of(site: Site, request: Request, form: list[tuple[str, str]]) -> tuple[Visit, bool]:
    """Return who asks for what, and whether their browser is new here."""
    origin = origin_of(request)
    side = site.marketplace.side_of_host(urlsplit(origin).netloc)
    sessions = site.sessions(side)
    now_s = int(time.time())
    session = sessions.read(request.cookies.get(COOKIE, ""), now_s)
    known = session or sessions.begin("", now_s)
    query = f"?{request.url.query}" if request.url.query else ""
    visit = Visit(
        method=request.method,
        path=request.url.path + query,
        params=request.path_params,
        query=dict(request.query_params),
        form=form,
        side=side,
        origin=origin,
        session=known,
        form_token=sessions.form_token(known),
        came_from=_own_path(request.headers.get("referer", ""), origin),
    )
    return visit, session is None


def set_session(site: Site, visit: Visit, response: Response, session: Session) -> None:
    """Let the browser remember a session."""
    response.set_cookie(
        COOKIE,
        site.sessions(visit.side).cookie(session),
        max_age=LIFETIME_S,
        httponly=True,
        samesite="lax",
        secure=visit.origin.startswith("https:"),
    )


def _own_path(address: str, origin: str) -> str:
    return address.removeprefix(origin) if address.startswith(f"{origin}/") else ""


def _is_ours(site: Site, visit: Visit, request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin is not None and origin != visit.origin:
        return False
    sessions = site.sessions(visit.side)
    given = (value for key, value in visit.form if key == FORM_TOKEN)
    return any(sessions.is_form_token(visit.session, token) for token in given)
