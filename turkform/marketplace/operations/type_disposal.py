"""The end of a qualification type: deleted by its owner, or unused for long (10.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from turkform.marketplace.clock import HOUR
from turkform.marketplace.context import Context, Request, Scope
from turkform.marketplace.json_types import Members
from turkform.marketplace.operations.qualification_types import owned_type
from turkform.marketplace.store import hit_types, qualification_requests
from turkform.marketplace.store import qualification_types as store

LOOK_AGAIN: Final = HOUR
GONE: Final = "The qualification type was deleted."
_HIT_TYPES: Final = (
    "SELECT hit_type_id FROM hit_type_requirements WHERE qualification_type_id = :type_id"
)
_IN_USE: Final = """
SELECT 1 AS used FROM hit_type_requirements AS r JOIN hits AS h ON h.hit_type_id = r.hit_type_id
WHERE r.qualification_type_id = :type_id AND h.status <> 'Disposed' LIMIT 1
"""
_DROP: Final = "DELETE FROM qualification_types WHERE qualification_type_id = :type_id"


def delete_qualification_type(ctx: Context, request: Request) -> Members:
    """Begin the disposal: requests are rejected, the owner's HIT types with it are deleted.

    The name stays taken until the disposal is over: 48 hours (a setting), and while HITs use it.
    The sandbox does not wait: suites of tests for it create, delete and create the same name.
    """
    row = owned_type(ctx, str(request["QualificationTypeId"]))
    due = ctx.now_ms + (ctx.settings.disposal_lag_ms if ctx.side == "live" else 0)
    store.update(ctx.tx, replace(row, disposing_at=ctx.now_ms, due_at=due))
    qualification_requests.reject_all(ctx.tx, row.qualification_type_id, ctx.now_ms, GONE)
    for found in ctx.tx.all(_HIT_TYPES, {"type_id": row.qualification_type_id}):
        hit_type = hit_types.find(ctx.tx, found["hit_type_id"])
        if hit_type is not None and hit_type.requester_id == ctx.requester.id:
            hit_types.retire(ctx.tx, hit_type.hit_type_id)
    return {}


def type_due(scope: Scope, type_id: str, due_ms: int) -> None:
    """Finish a disposal, or look again later while HITs still use the type."""
    row = store.get(scope.tx, type_id)
    if row is None:
        return
    if scope.tx.one(_IN_USE, {"type_id": type_id}):
        store.update(scope.tx, replace(row, due_at=due_ms + LOOK_AGAIN))
    else:
        scope.tx.execute(_DROP, {"type_id": type_id})
