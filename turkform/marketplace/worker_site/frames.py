"""What shows a HIT's question: a frame for a document or an external page, or a form of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from starlette.responses import HTMLResponse, Response

from turkform.marketplace.domain.questions.addresses import loopback_origin
from turkform.marketplace.domain.questions.form import Form, read_form
from turkform.marketplace.domain.questions.xml import children, local_name, parse, text_of
from turkform.marketplace.external_submit import PREVIEW
from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.store import hits
from turkform.marketplace.store.hits import HitRow
from turkform.marketplace.worker_site.html_documents import prepared
from turkform.marketplace.worker_site.site import Site
from turkform.marketplace.worker_site.visit import Visit

_ALLOWED: Final = (
    "allow-scripts allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox "
    "allow-downloads"
)
_MAX_HEIGHT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Frame:
    """An iframe: `height` 0 means as high as its content or the window."""

    src: str
    sandbox: str
    height: int
    external: bool

    @property
    def policy(self) -> str:
        """What the page that shows the frame may frame, in the words of CSP."""
        if not self.external:
            return "'self'"
        own = loopback_origin(self.src)
        return f"'self' https: {own}" if own else "'self' https:"


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as a page shows it: in a frame, or as a form of the site's own."""

    frame: Frame | None = None
    form: Form | None = None


def shown(site: Site, visit: Visit, hit: HitRow, assignment_id: str = PREVIEW) -> Shown:
    """Return how a HIT's question is shown; without an assignment it is a preview."""
    root = parse(hit.question)
    kind = local_name(root)
    if kind == "QuestionForm":
        return Shown(form=read_form(root))
    first, second = (text_of(one) for one in children(root))
    height = min(int(second[:6]), _MAX_HEIGHT)
    worker_id = "" if assignment_id == PREVIEW else visit.worker_id
    query = _query(visit, hit, assignment_id, worker_id)
    if kind == "ExternalQuestion":
        url = with_query(first, query)
        return Shown(Frame(url, _external_sandbox(visit, url), height, external=True))
    key = site.sessions(visit.side).frame_key(hit.hit_id, assignment_id, worker_id)
    return Shown(
        Frame(f"/frames/{hit.hit_id}/{key}?{urlencode(query)}", _ALLOWED, height, external=False)
    )


def document(site: Site, visit: Visit) -> Response:
    """Answer with an HTMLQuestion's document, which is no page of this site: it has no origin."""
    hit_id = visit.param("hit_id")
    assignment_id, worker_id = visit.query.get("assignmentId", ""), visit.query.get("workerId", "")
    key = site.sessions(visit.side).frame_key(hit_id, assignment_id, worker_id)
    with site.marketplace.looking() as scope:
        hit = hits.find(scope.tx, hit_id)
    if key != visit.param("key") or hit is None:
        raise NotAllowed("This document can be seen in its HIT only.")
    root = parse(hit.question)
    if local_name(root) != "HTMLQuestion":
        raise NotAllowed("This HIT has no document.")
    headers = {
        "Content-Security-Policy": f"sandbox {_ALLOWED}; frame-ancestors 'self'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, max-age=60",
    }
    return HTMLResponse(prepared(text_of(children(root)[0]), visit.origin), headers=headers)


def with_query(url: str, more: dict[str, str]) -> str:
    """Return an address with more in its query; what was there stays as it was."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(more)) if part)
    return urlunsplit(parts._replace(query=query))


def _query(visit: Visit, hit: HitRow, assignment_id: str, worker_id: str) -> dict[str, str]:
    values = {"assignmentId": assignment_id, "hitId": hit.hit_id}
    if worker_id:
        values["workerId"] = worker_id
    return values | {"turkSubmitTo": visit.origin}


def _external_sandbox(visit: Visit, url: str) -> str:
    """An external page keeps its own origin, unless that is ours: then it could act as us."""
    ours = urlsplit(visit.origin).hostname == urlsplit(url).hostname
    return _ALLOWED if ours else f"{_ALLOWED} allow-same-origin"
