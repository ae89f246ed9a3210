"""Finds what has become due and lets it happen, oldest first."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.context import Scope
from turkform.marketplace.domain import hit_states
from turkform.marketplace.domain.limits import DISPOSAL_MS
from turkform.marketplace.operations import assignment_changes, hit_changes
from turkform.marketplace.store import assignments, hit_types, hits
from turkform.marketplace.store.database import Row

BATCH: Final = 1_000
# The least time of each table is one look into its index. Asked whether any row is due, PostgreSQL
# supposes that a third of them are and reads the table until it has found none.
_IS_DUE: Final = """
SELECT 1 AS due WHERE (SELECT min(due_at) FROM hits WHERE due_at IS NOT NULL) <= :now
    OR (SELECT min(due_at) FROM assignments WHERE due_at IS NOT NULL) <= :now
    OR (SELECT min(due_at) FROM qualification_types WHERE due_at IS NOT NULL) <= :now
    OR (SELECT min(due_at) FROM hit_types WHERE due_at IS NOT NULL) <= :now
"""
_NEXT: Final = """
SELECT kind, id, due_at FROM (
    SELECT * FROM (SELECT 1 AS kind, assignment_id AS id, due_at FROM assignments
                   WHERE due_at <= :now ORDER BY due_at LIMIT 1) AS a
    UNION ALL
    SELECT * FROM (SELECT 2 AS kind, hit_id AS id, due_at FROM hits
                   WHERE due_at <= :now ORDER BY due_at LIMIT 1) AS h
    UNION ALL
    SELECT * FROM (SELECT 3 AS kind, qualification_type_id AS id, due_at
                   FROM qualification_types
                   WHERE due_at <= :now ORDER BY due_at LIMIT 1) AS q
    UNION ALL
    SELECT * FROM (SELECT 4 AS kind, hit_type_id AS id, due_at FROM hit_types
                   WHERE due_at <= :now ORDER BY due_at LIMIT 1) AS t
) AS due ORDER BY due_at, kind LIMIT 1
"""
_TYPE_IN_USE: Final = (
    "SELECT 1 AS used FROM hits WHERE hit_type_id = :id AND status <> 'Disposed' LIMIT 1"
)


def is_due(scope: Scope) -> bool:
    """Tell whether anything should have happened by now."""
    return scope.tx.one(_IS_DUE, {"now": scope.now_ms}) is not None


def settle(scope: Scope) -> None:
    """Let a bounded number of due things happen, each at its own time."""
    for _ in range(BATCH):
        row = scope.tx.one(_NEXT, {"now": scope.now_ms})
        if row is None:
            return
        _STEPS[row["kind"]](scope, row)


def _assignment(scope: Scope, due: Row) -> None:
    row = assignments.find(scope.tx, due["id"])
    if row is None:
        raise AssertionError(f"assignment {due['id']} is due and not there")
    ctx = scope.acting_for(row.requester_id).at(due["due_at"])
    if row.state == "Accepted":
        assignment_changes.give_up(ctx, row, abandoned=True)
        ctx.journal("time:abandon", {"AssignmentId": row.assignment_id}, {})
        return
    assignment_changes.approve(ctx, row, None)
    ctx.journal("time:approve", {"AssignmentId": row.assignment_id}, {})


def _hit(scope: Scope, due: Row) -> None:
    hit = hits.find(scope.tx, due["id"])
    if hit is None:
        raise AssertionError(f"HIT {due['id']} is due and not there")
    ctx = scope.acting_for(hit.requester_id).at(due["due_at"])
    if not hit.expired and hit.expires_at <= ctx.now_ms:
        hit_changes.expire(ctx, hit, hit.expires_at)
        ctx.journal("time:expire", {"HITId": hit.hit_id}, {})
    elif hit.status in hit_states.IN_REVIEW:
        hit_changes.dispose(ctx, hit, aged=True)
        ctx.journal("time:dispose", {"HITId": hit.hit_id}, {})


def _qualification_type(scope: Scope, due: Row) -> None:
    scope.hooks.type_due(scope, due["id"], due["due_at"])


def _hit_type(scope: Scope, due: Row) -> None:
    """A HIT type goes 120 days after its last use; while a HIT has it, it is in use."""
    if scope.tx.one(_TYPE_IN_USE, {"id": due["id"]}) is None:
        hit_types.retire(scope.tx, due["id"])
    else:
        later = due["due_at"] + DISPOSAL_MS
        hit_types.touch(scope.tx, due["id"], due["due_at"], later)


_STEPS: Final = {1: _assignment, 2: _hit, 3: _qualification_type, 4: _hit_type}
