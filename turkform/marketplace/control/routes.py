"""The control API over HTTP: JSON in, JSON out, and what is wrong as `{"error": words}`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from turkform.marketplace.context import Side
from turkform.marketplace.control.api import ACTIONS, Control
from turkform.marketplace.endpoint import TooLarge, wire_request
from turkform.marketplace.json_types import Json
from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.service import Marketplace

Deed: TypeAlias = Callable[[], Json]

_READ: Final = ("clock", "faults", "journal", "settings", "workers")


def control_routes(marketplace: Marketplace) -> list[BaseRoute]:
    """Return the routes below `/_control/`; whoever reaches them may do everything."""
    control = Control(marketplace)

    async def act(request: Request) -> Response:
        action = request.path_params["action"].strip("/")
        try:
            wire = await wire_request(request)
            side, body = marketplace.side_of(wire), _parsed(wire.body)
            deed = _deed(control, side, request, action, body)
            if deed is None:
                return _unknown(request.method, action)
            return JSONResponse(await run_in_threadpool(deed))
        except TooLarge:
            return _refusal(413, "the request is too large")
        except (ValueError, TypeError, NotAllowed) as error:
            return _refusal(400, str(error))

    methods = ["GET", "POST", "PUT", "DELETE", "PATCH"]
    return [Route("/_control/{action:path}", act, methods=methods)]


def _deed(control: Control, side: Side, request: Request, action: str, body: Json) -> Deed | None:
    if request.method == "POST" and action in ACTIONS:
        return lambda: ACTIONS[action](control, side, body)
    if (request.method, action) == ("DELETE", "faults"):
        return control.clear_faults
    if request.method != "GET" or action not in _READ:
        return None
    after = request.query_params.get("after", "0")
    if not after.isascii() or not after.isdigit():
        raise ValueError(f"after: expected the number of an entry, found {after!r}")
    reading: dict[str, Deed] = {
        "clock": control.now,
        "faults": control.fault_list,
        "settings": control.setting_list,
        "workers": lambda: control.worker_list(side),
        "journal": lambda: list[Json](control.journal(int(after))),
    }
    return reading[action]


def _parsed(body: bytes) -> Json:
    try:
        # constants are JSON to Python only, and no number that anything here could mean
        value: Json = json.loads(body or b"{}", parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise ValueError("the body is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"the body is not JSON: {error}") from None
    return value


def _no_constant(name: str) -> Json:
    raise ValueError(f"the body is not JSON: {name}")


def _unknown(method: str, action: str) -> Response:
    known = ", ".join(sorted({*ACTIONS, *_READ}))
    if action in {*ACTIONS, *_READ}:
        return _refusal(405, f"{action} does not take {method}")
    return _refusal(404, f"there is no {action!r}; there are {known}")


def _refusal(status: int, words: str) -> Response:
    return JSONResponse({"error": words}, status)
