"""What a browser sees when an address does not exist or a page fails.

Programs that talk to the requester API or the control API get plain text instead.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from turkform.marketplace.worker_site.site import Site, refused, visit_of
from turkform.marketplace.worker_site.visit import NO_FORM

Handler: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]

_FAILED: Final = "The marketplace made a mistake, which was written down. Please try it again."
_TEXTS: Final = {
    404: "There is nothing at this address. It may have been mistyped, or what was here is gone.",
    405: "It cannot be opened by itself; go back and use the button there.",
}


# the type of keys is Starlette's own
def error_handlers(site: Site) -> Mapping[Any, Handler]:
    """Return what answers for errors, by the exception that Starlette has for them."""

    async def refuse(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        text = _TEXTS.get(error.status_code, error.detail)
        return _page(site, request, error.status_code, text, error.headers)

    async def fail(request: Request, _: Exception) -> Response:
        return _page(site, request, 500, _FAILED, None)

    return {HTTPException: refuse, Exception: fail}


def _page(
    site: Site, request: Request, status: int, text: str, headers: Mapping[str, str] | None
) -> Response:
    try:
        visit, _ = visit_of(site, request, list(NO_FORM))
    except HTTPException as error:
        return PlainTextResponse(error.detail, error.status_code)
    if request.url.path == "/" or request.url.path.startswith("/_"):
        return PlainTextResponse(text, status, headers)
    response = refused(site, visit, status, text)
    response.headers.update(headers or {})
    return response
