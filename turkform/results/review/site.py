"""The review page: a Starlette application on loopback, for one person with the address."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from turkform.results.decisions import Decision, misfit
from turkform.results.review.desk import Desk
from turkform.results.review.questions import filled, page_of

COOKIE: Final = "turkform_review"
_PAGE_SIZE: Final = 50
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The question runs as the worker's browser ran it, in an origin of its own and without a way out.
_FRAME_POLICY: Final = "sandbox allow-scripts; form-action 'none'"
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
Handler = Callable[[Request], Awaitable[Response]]


def build_review(desk: Desk, token: str) -> Starlette:
    """The application; `token` opens it, and every form carries it back."""
    pages = _Pages(desk, token)
    routes = [
        Route("/", pages.listing, methods=["GET"]),
        Route("/decide", pages.decide, methods=["POST"]),
        Route("/question/{assignment}", pages.question, methods=["GET"]),
        Route("/{name}.{ending}", _asset, methods=["GET"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(_Guard, token=token)])


class _Guard(BaseHTTPMiddleware):
    """Lets nobody in but the browser that was opened with the token, on this machine."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        super().__init__(app)
        self._token = token
        # Browsers share cookies between ports, and there may be a review on another one.
        self._cookie = f"{COOKIE}_{sha256(token.encode()).hexdigest()[:8]}"

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        # a page elsewhere whose name was pointed at 127.0.0.1 brings its own name along
        if request.url.hostname not in _LOOPBACK and request.url.hostname != "::1":
            return PlainTextResponse("This page is for this machine only.", 400)
        if self._same(request.query_params.get("token")):
            response: Response = RedirectResponse("/", 303)
            response.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
            return response
        if not self._same(request.cookies.get(self._cookie)):
            return PlainTextResponse("Open the address that turkform review printed.", 403)
        response = await call_next(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    def _same(self, given: str | None) -> bool:
        return given is not None and hmac.compare_digest(given.encode(), self._token.encode())


class _Pages:
    def __init__(self, desk: Desk, token: str) -> None:
        self._desk = desk
        self._token = token
        environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        source = files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8")
        self._template = environment.from_string(source)

    async def listing(self, request: Request) -> Response:
        show = request.query_params.get("show", "waiting")
        group = request.query_params.get("group", "")
        found = self._desk.items(show, group)
        pages = max(1, -(-len(found) // _PAGE_SIZE))
        page = min(max(1, _whole(request.query_params.get("page", "1"))), pages)
        shown = found[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE]

        def link(**changes: object) -> str:
            return "/?" + urlencode({"show": show, "group": group, "page": page} | changes)

        text = self._template.render(
            desk=self._desk, items=shown, total=len(found), show=show, group=group, page=page,
            pages=pages, link=link, token=self._token, problem=request.query_params.get("problem"),
        )  # fmt: skip
        return HTMLResponse(text)

    async def decide(self, request: Request) -> Response:
        form = await request.form()
        fields = {key: str(value) for key, value in form.items()}
        if not hmac.compare_digest(fields.get("token", "").encode(), self._token.encode()):
            return PlainTextResponse("This form is not ours.", 403)
        chosen = [str(value) for key, value in form.multi_items() if key == "assignment"]
        back = fields.get("back", "/")
        problem = self._record(chosen, fields)
        if problem:
            back += ("&" if "?" in back else "?") + urlencode({"problem": problem})
        return RedirectResponse(back if back.startswith("/?") else "/", 303)

    def _record(self, chosen: list[str], fields: Mapping[str, str]) -> str:
        """Keep the decisions; returns why not, and then nothing is kept."""
        if not chosen:
            return "Choose at least one submission first."
        decisions = [_decision(name, fields) for name in chosen]
        for one in decisions:
            item = self._desk.item(one.assignment)
            about = item.result.submission if item else None
            problem = one.problem() or misfit(one, about, self._desk.now)
            if fields.get("verdict") == "reject" and not one.reject:
                problem = "A rejection needs a reason, which the worker will read."
            if problem:
                return f"{one.assignment}: {problem}"
        self._desk.record(decisions)
        return ""

    async def question(self, request: Request) -> Response:
        item = self._desk.item(request.path_params["assignment"])
        if item is None:
            return PlainTextResponse("There is no such submission.", 404)
        submission = item.result.submission
        page = page_of(await run_in_threadpool(self._desk.question, submission.hit))
        headers = {"Content-Security-Policy": _FRAME_POLICY}
        return HTMLResponse(filled(page, submission.answers), headers=headers)


def _decision(assignment: str, fields: Mapping[str, str]) -> Decision:
    """One decision of a form; the verdict `clear` takes an earlier one back."""

    def text(name: str) -> str:
        return fields.get(name, "").strip()

    verdict = text("verdict")
    if verdict == "clear":
        return Decision(assignment)
    return Decision(
        assignment,
        verdict == "approve",
        text("reason") if verdict == "reject" else "",
        text("bonus"),
        text("bonus_reason"),
        text("subject"),
        text("message"),
    )


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 1


async def _asset(request: Request) -> Response:
    types = {"css": "text/css", "js": "text/javascript"}
    name, ending = request.path_params["name"], request.path_params["ending"]
    if name != "review" or ending not in types:
        return PlainTextResponse("not found", 404)
    text = files(__package__).joinpath(f"review.{ending}").read_text(encoding="utf-8")
    return Response(text, media_type=types[ending])
