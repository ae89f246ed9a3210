"""Whether a worker id means anybody here: ids never cross environments (API reference 17, 20)."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.context import Context, Request
from turkform.marketplace.protocol.errors import invalid_value

_KNOWN: Final = "SELECT n FROM workers WHERE side = :side AND worker_id = :worker_id"


def is_known(ctx: Context, worker_id: str) -> bool:
    """Tell whether a worker of this id exists on the caller's side."""
    return ctx.tx.one(_KNOWN, {"side": ctx.side, "worker_id": worker_id}) is not None


def known_worker(ctx: Context, request: Request) -> str:
    """Return the request's WorkerId; `ParameterValidationError` when nobody has it."""
    worker_id = str(request["WorkerId"])
    if not is_known(ctx, worker_id):
        raise invalid_value("WorkerId", worker_id)
    return worker_id
