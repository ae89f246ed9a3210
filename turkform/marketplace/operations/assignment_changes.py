"""The one way in which an assignment changes: state, the HIT's counters, money, events together.

The caller has checked who may do it; what is checked here are states.
"""

from __future__ import annotations

from dataclasses import replace

from turkform.marketplace.context import Context
from turkform.marketplace.operations import account, hit_changes
from turkform.marketplace.store import assignments, hits, workers
from turkform.marketplace.store.assignments import AssignmentRow
from turkform.marketplace.store.hits import HitRow


def hit_of(ctx: Context, assignment: AssignmentRow) -> HitRow:
    """Return the assignment's HIT, locked for the rest of the transaction."""
    hit = hits.find(ctx.tx, assignment.hit_id)
    if hit is None:
        raise AssertionError(f"assignment {assignment.assignment_id} has no HIT")
    return hit


def accept(ctx: Context, hit: HitRow, worker_id: str, assignment_id: str) -> AssignmentRow:
    """Give a worker one of the HIT's free slots, at today's terms."""
    hit_type = hit_changes.type_of(ctx, hit)
    deadline = ctx.now_ms + hit_type.assignment_duration_s * 1000
    row = AssignmentRow(
        assignment_id=assignment_id,
        hit_id=hit.hit_id,
        requester_id=hit.requester_id,
        worker_id=worker_id,
        state="Accepted",
        reward_cents=hit_type.reward_cents,
        fee_cents=hit_changes.fee_cents(ctx, hit_type, hit.first_max),
        auto_approval_delay_s=hit_type.auto_approval_delay_s,
        accepted_at=ctx.now_ms,
        deadline_at=deadline,
        due_at=deadline,
    )
    assignments.add(ctx.tx, row)
    after = replace(hit, available=hit.available - 1, pending=hit.pending + 1)
    changed = hit_changes.apply(ctx, hit, after)
    hit_changes.emit(ctx, "AssignmentAccepted", changed, assignment_id)
    return row


def give_up(ctx: Context, assignment: AssignmentRow, *, abandoned: bool) -> None:
    """Take the slot back from a worker who returns the work or let the deadline pass."""
    hit = hit_of(ctx, assignment)
    state = "Abandoned" if abandoned else "Returned"
    assignments.save(ctx.tx, replace(assignment, state=state, ended_at=ctx.now_ms, due_at=None))
    freed = assignment.price_cents
    if not hit.expired:
        freed -= hit_changes.unit_cents(ctx, hit_changes.type_of(ctx, hit), hit.first_max)
    account.release(ctx, freed)
    step = {"abandoned": 1} if abandoned else {"returned": 1}
    workers.count(ctx.tx, ctx.side, assignment.worker_id, **step)
    hit_changes.emit(ctx, f"Assignment{state}", hit, assignment.assignment_id)
    after = replace(hit, available=hit.available + 1, pending=hit.pending - 1)
    hit_changes.apply(ctx, hit, after)


def submit(ctx: Context, assignment: AssignmentRow, answer: str) -> AssignmentRow:
    """Store a worker's answer; an auto-approval delay of 0 approves at once."""
    hit = hit_of(ctx, assignment)
    approval = ctx.now_ms + assignment.auto_approval_delay_s * 1000
    stored = replace(
        assignment,
        state="Submitted",
        submitted_at=ctx.now_ms,
        auto_approval_at=approval,
        answer=answer,
        due_at=approval,
    )
    assignments.save(ctx.tx, stored)
    workers.count(ctx.tx, ctx.side, assignment.worker_id, submitted=1)
    hit_changes.emit(ctx, "AssignmentSubmitted", hit, assignment.assignment_id)
    after = replace(hit, pending=hit.pending - 1, submitted=hit.submitted + 1)
    # the policy runs before the HIT turns Reviewable, because it may extend or decide
    hits.save(ctx.tx, after)
    ctx.hooks.after_submit(ctx, after, stored)
    reviewed_hit = hit_of(ctx, assignment)
    hit_changes.apply(ctx, reviewed_hit, reviewed_hit)
    reviewed = _current(ctx, stored)
    if reviewed.state == "Submitted" and assignment.auto_approval_delay_s == 0:
        paid = approve(ctx, reviewed, None)
        ctx.journal("time:approve", {"AssignmentId": assignment.assignment_id}, {})
        return paid
    return reviewed


def approve(ctx: Context, assignment: AssignmentRow, feedback: str | None) -> AssignmentRow:
    """Approve a submission or overturn a rejection: pays reward and fee."""
    if assignment.state == "Rejected":
        account.charge(ctx, assignment.price_cents)
        workers.count(ctx.tx, ctx.side, assignment.worker_id, rejected=-1)
    else:
        account.charge_held(ctx, assignment.price_cents)
    stored = replace(
        assignment, state="Approved", approved_at=ctx.now_ms, due_at=None, feedback=feedback
    )
    # stored before the HIT changes, whose policy may look at it
    assignments.save(ctx.tx, stored)
    if assignment.state == "Submitted":
        _completed(ctx, assignment)
    earned = assignment.reward_cents
    workers.count(ctx.tx, ctx.side, assignment.worker_id, approved=1, earned_cents=earned)
    hit = hit_of(ctx, assignment)
    hit_changes.emit(ctx, "AssignmentApproved", hit, assignment.assignment_id)
    return stored


def reject(ctx: Context, assignment: AssignmentRow, feedback: str | None) -> AssignmentRow:
    """Reject a submission: nothing is paid, the money held for it is free again."""
    account.release(ctx, assignment.price_cents)
    stored = replace(
        assignment, state="Rejected", rejected_at=ctx.now_ms, due_at=None, feedback=feedback
    )
    assignments.save(ctx.tx, stored)
    _completed(ctx, assignment)
    workers.count(ctx.tx, ctx.side, assignment.worker_id, rejected=1)
    hit = hit_of(ctx, assignment)
    hit_changes.emit(ctx, "AssignmentRejected", hit, assignment.assignment_id)
    return stored


def _completed(ctx: Context, assignment: AssignmentRow) -> None:
    hit = hit_of(ctx, assignment)
    after = replace(hit, submitted=hit.submitted - 1, completed=hit.completed + 1)
    hit_changes.apply(ctx, hit, after)


def _current(ctx: Context, assignment: AssignmentRow) -> AssignmentRow:
    found = assignments.find(ctx.tx, assignment.assignment_id)
    if found is None:
        raise AssertionError("an assignment vanished while it was submitted")
    return found
