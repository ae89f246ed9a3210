"""Blocking workers (API reference 5.2)."""

from __future__ import annotations

from turkform.marketplace.context import Context, Request
from turkform.marketplace.json_types import Members
from turkform.marketplace.operations.known_workers import is_known, known_worker
from turkform.marketplace.protocol.errors import parameter_validation_error
from turkform.marketplace.store import blocks


def create_worker_block(ctx: Context, request: Request) -> Members:
    """Keep a worker from all HITs of the requester."""
    worker_id = known_worker(ctx, request)
    blocks.add(ctx.tx, ctx.requester.id, worker_id, str(request["Reason"]), ctx.now_ms)
    return {}


def delete_worker_block(ctx: Context, request: Request) -> Members:
    """Lift a block; a worker who is not blocked is no error."""
    worker_id = str(request["WorkerId"])
    if not is_known(ctx, worker_id):
        raise parameter_validation_error("InvalidParameterValue", "WorkerId is invalid.")
    blocks.remove(ctx.tx, ctx.requester.id, worker_id)
    return {}


def list_worker_blocks(ctx: Context, request: Request) -> Members:
    """Return a page of blocked workers."""
    page = ctx.pages.page("ListWorkerBlocks", request)
    rows = blocks.page(ctx.tx, ctx.requester.id, page.after[1] if page.after else 0, page.size)
    last = (0, rows[-1]["n"]) if rows else None
    return {
        "NextToken": ctx.pages.token("ListWorkerBlocks", request, last),
        "NumResults": len(rows),
        "WorkerBlocks": [{"WorkerId": row["worker_id"], "Reason": row["reason"]} for row in rows],
    }
