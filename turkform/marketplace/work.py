"""What a worker does with a HIT: accept, return, submit.

Used by the worker site, the control API and the simulation. `NotAllowed` is what the worker
is told; it is no error of the requester API.
"""

from __future__ import annotations

from typing import Final

from turkform.marketplace.context import Context, Scope, Side
from turkform.marketplace.domain import hit_states
from turkform.marketplace.not_allowed import NotAllowed, NotThere
from turkform.marketplace.operations import assignment_changes, hit_changes
from turkform.marketplace.store import assignments, hits, workers
from turkform.marketplace.store.assignments import AssignmentRow
from turkform.marketplace.store.hits import HitRow

NOT_AVAILABLE: Final = "There are no more available assignments of this HIT."


def accept(scope: Scope, side: Side, hit_id: str, worker_id: str) -> AssignmentRow:
    """Accept a HIT; raises `NotAllowed` when there is none to have or the worker may not."""
    hit = hits.find(scope.tx, hit_id)
    if hit is None:
        raise NotThere(f"Hit {hit_id} does not exist.")
    ctx = scope.acting_for(hit.requester_id)
    if ctx.side != side:
        raise NotThere(f"Hit {hit_id} does not exist.")
    workers.ensure(ctx.tx, side, worker_id, ctx.now_ms)
    earlier = assignments.of_worker_and_hit(ctx.tx, worker_id, hit_id)
    if any(one.state not in {"Returned", "Abandoned"} for one in earlier):
        raise NotAllowed("You have already accepted this HIT.")
    if hit.status != hit_states.ASSIGNABLE:
        raise NotAllowed(NOT_AVAILABLE)
    ctx.hooks.may_work(ctx, hit_changes.type_of(ctx, hit), worker_id, "accept")
    row = assignment_changes.accept(ctx, hit, worker_id, _assignment_id(ctx, hit))
    parameters = {"HITId": hit_id, "WorkerId": worker_id}
    ctx.journal("worker:accept", parameters, {"AssignmentId": row.assignment_id})
    return row


def give_back(scope: Scope, assignment_id: str, worker_id: str | None = None) -> None:
    """Return an accepted assignment; `worker_id` None trusts the caller (control API)."""
    ctx, row = _held(scope, assignment_id, worker_id)
    assignment_changes.give_up(ctx, row, abandoned=False)
    ctx.journal("worker:return", {"AssignmentId": assignment_id}, {})


def submit(
    scope: Scope, assignment_id: str, answer: str, worker_id: str | None = None
) -> AssignmentRow:
    """Submit an accepted assignment; `answer` is a QuestionFormAnswers document."""
    ctx, row = _held(scope, assignment_id, worker_id)
    stored = assignment_changes.submit(ctx, row, answer)
    ctx.journal("worker:submit", {"AssignmentId": assignment_id, "Answer": answer}, {})
    return stored


def _held(scope: Scope, assignment_id: str, worker_id: str | None) -> tuple[Context, AssignmentRow]:
    row = assignments.find(scope.tx, assignment_id)
    if row is None or (worker_id is not None and row.worker_id != worker_id):
        raise NotAllowed(f"Assignment {assignment_id} is not yours, or no longer.")
    if row.state != "Accepted":
        raise NotAllowed(f"Assignment {assignment_id} was already submitted.")
    return scope.acting_for(row.requester_id), row


def _assignment_id(ctx: Context, hit: HitRow) -> str:
    """Return a new id, or one that a worker gave back: the service hands those out again."""
    freed = assignments.freed_id(ctx.tx, hit.hit_id) if ctx.settings.reuse_assignment_ids else None
    return freed or ctx.ids.entity()
