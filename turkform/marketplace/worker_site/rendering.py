"""Templates to responses, with the headers that every page carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from turkform.marketplace.worker_site import wording
from turkform.marketplace.worker_site.form_answers import other_field
from turkform.marketplace.worker_site.visit import FORM_TOKEN, Visit

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' https: http: data:; media-src 'self' https: http:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; frame-src {frames}"
)
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Permissions-Policy": "interest-cohort=()",
}


def environment() -> Environment:
    """Return the templates of the site: everything is escaped, nothing undefined is shown."""
    made = Environment(
        loader=PackageLoader("turkform.marketplace.worker_site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "money": wording.money,
        "duration": wording.duration,
        "clock": wording.clock,
        "date": wording.date,
        "day": wording.day,
    }
    made.globals["form_token_name"] = FORM_TOKEN
    made.globals["other_field"] = other_field
    return made


class Renderer:
    """Makes pages out of templates."""

    def __init__(self, *, sign_in: bool) -> None:
        self._templates = environment()
        self._sign_in = sign_in

    def page(
        self, visit: Visit, template: str, status: int, values: Mapping[str, object]
    ) -> Response:
        """Return a page; `frames` of the values says what may be framed in it, in CSP's words."""
        text = self._templates.get_template(template).render(
            **values, visit=visit, sign_in=self._sign_in
        )
        policy = _POLICY.format(frames=values.get("frames", "'self'"))
        return HTMLResponse(text, status, HEADERS | {"Content-Security-Policy": policy})


def go_to(path: str) -> Response:
    """Send the browser on after a form, so that a reload repeats nothing."""
    return RedirectResponse(path, 303, HEADERS)
