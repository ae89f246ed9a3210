"""`POST /mturk/externalSubmit`: work handed in from a frame or another site's page.

Whoever knows an assignment's id may hand it in, as on the real service; no cookie reaches here
from a sandboxed frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from turkform.marketplace import work
from turkform.marketplace.context import Scope
from turkform.marketplace.external_submit import PREVIEW
from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.service import Marketplace
from turkform.marketplace.store import assignments, hits
from turkform.marketplace.worker_site.form_answers import posted_document
from turkform.marketplace.worker_site.rendering import environment
from turkform.marketplace.worker_site.site import read_fields

PATH: Final = "/mturk/externalSubmit"
Fields: TypeAlias = Sequence[tuple[str, str]]
_FROM_ANYWHERE: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, GET",
    "Access-Control-Allow-Headers": "*",
}
_HEADERS: Final = {
    **_FROM_ANYWHERE,
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def routes(marketplace: Marketplace) -> list[Route]:
    """Return the routes; their replies may stand in any frame, because HITs come from anywhere.

    Any page may send here, by a form or by a script: no cookie counts, and the assignment's id
    may stand in the address as well as in the form.
    """
    template = environment().get_template("submitted.html.j2")

    async def submit(request: Request) -> Response:
        form = await read_fields(request) if request.method == "POST" else []
        fields = _with_query(form, request.query_params.multi_items())
        try:
            await run_in_threadpool(hand_in, marketplace, fields)
        except NotAllowed as refusal:
            text = template.render(refusal=str(refusal))
            return HTMLResponse(text, 400, _HEADERS)
        return HTMLResponse(template.render(refusal=""), 200, _HEADERS)

    async def permit(_: Request) -> Response:
        return Response(None, 204, _FROM_ANYWHERE)

    return [
        Route(PATH, submit, methods=["POST", "GET"]),
        Route(PATH, permit, methods=["OPTIONS"]),
    ]


def _with_query(form: Fields, query: Fields) -> list[tuple[str, str]]:
    named = {name for name, _ in form}
    return [*form, *(one for one in query if one[0] not in named)]


def hand_in(marketplace: Marketplace, fields: Fields) -> None:
    """Hand in the fields of a form that names its assignment; raises `NotAllowed`."""
    assignment_id = next((value for name, value in fields if name == "assignmentId"), "")
    if not assignment_id or assignment_id == PREVIEW:
        raise NotAllowed("This HIT has not been accepted.")
    with marketplace.acting() as scope:
        work.submit(scope, assignment_id, _document(scope, assignment_id, fields))


def _document(scope: Scope, assignment_id: str, fields: Fields) -> str:
    row = assignments.find(scope.tx, assignment_id)
    hit = None if row is None else hits.find(scope.tx, row.hit_id)
    return posted_document("" if hit is None else hit.question, fields)
