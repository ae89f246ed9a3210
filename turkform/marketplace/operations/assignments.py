"""Submissions: read, approve, reject (API reference 5.2, 7)."""

from __future__ import annotations

import re
from typing import Final, cast

from turkform.marketplace.clock import DAY, maybe_moment
from turkform.marketplace.context import Context, Request
from turkform.marketplace.domain import hit_states, limits
from turkform.marketplace.json_types import Members
from turkform.marketplace.operations import assignment_changes, hit_changes
from turkform.marketplace.operations.hit_views import hit_members
from turkform.marketplace.protocol.errors import (
    assignment_does_not_exist,
    invalid_state,
    invalid_value,
)
from turkform.marketplace.store import assignment_lists, assignments
from turkform.marketplace.store.assignments import AssignmentRow

SUBMISSIONS: Final = ("Submitted", "Approved", "Rejected")
GIVEN_UP: Final = ("Returned", "Abandoned")
OVERRIDE_MS: Final = 30 * DAY
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def get_assignment(ctx: Context, request: Request) -> Members:
    """Return a submission and its HIT; accepted work that is not submitted is refused."""
    row = own_assignment(ctx, str(request["AssignmentId"]))
    if ctx.now_ms - (row.submitted_at or row.accepted_at) < ctx.settings.read_lag_ms:
        raise assignment_does_not_exist(row.assignment_id)
    if row.state not in SUBMISSIONS:
        raise invalid_state("Assignment", "Reviewable", "Approved", "Rejected")
    hit = assignment_changes.hit_of(ctx, row)
    return {
        "Assignment": assignment_members(row),
        "HIT": hit_members(ctx, hit, hit_changes.type_of(ctx, hit)),
    }


def list_assignments_for_hit(ctx: Context, request: Request) -> Members:
    """Return a page of a HIT's submissions, in the order in which they came."""
    hit = hit_changes.own_hit(ctx, str(request["HITId"]))
    page = ctx.pages.page("ListAssignmentsForHIT", request)
    states = cast("list[str]", request.get("AssignmentStatuses") or list(SUBMISSIONS))
    newest = ctx.now_ms - ctx.settings.list_lag_ms
    rows = assignment_lists.submissions(ctx.tx, hit.hit_id, sorted(set(states)), page, newest)
    last = (rows[-1].submitted_at or 0, rows[-1].n) if rows else None
    return {
        "NextToken": ctx.pages.token("ListAssignmentsForHIT", request, last),
        "NumResults": len(rows),
        "Assignments": [assignment_members(row) for row in rows],
    }


def approve_assignment(ctx: Context, request: Request) -> Members:
    """Approve and pay; a rejection can be overturned for 30 days after submission."""
    feedback = _feedback(request)
    row = own_assignment(ctx, str(request["AssignmentId"]))
    override = bool(request.get("OverrideRejection", False))
    if not (row.state == "Submitted" or (override and _can_overturn(ctx, row))):
        raise invalid_state("Assignment", "Submitted")
    _refuse_fresh(ctx, row)
    assignment_changes.approve(ctx, row, feedback)
    return {}


def reject_assignment(ctx: Context, request: Request) -> Members:
    """Reject a submission that nobody has decided on."""
    feedback = _feedback(request)
    row = own_assignment(ctx, str(request["AssignmentId"]))
    if row.state != "Submitted":
        raise invalid_state("Assignment", "Submitted")
    _refuse_fresh(ctx, row)
    assignment_changes.reject(ctx, row, feedback)
    return {}


def own_assignment(ctx: Context, assignment_id: str) -> AssignmentRow:
    """Return an assignment of the requester, accepted or submitted; others vanish (7)."""
    row = assignments.find(ctx.tx, assignment_id)
    if row is None or row.requester_id != ctx.requester.id or row.state in GIVEN_UP:
        raise assignment_does_not_exist(assignment_id)
    if hit_changes.is_forgotten(ctx, assignment_changes.hit_of(ctx, row)):
        raise assignment_does_not_exist(assignment_id)
    return row


def assignment_members(row: AssignmentRow) -> Members:
    """Return a submission as replies show it."""
    return {
        "AssignmentId": row.assignment_id,
        "WorkerId": row.worker_id,
        "HITId": row.hit_id,
        "AssignmentStatus": row.state,
        "AutoApprovalTime": maybe_moment(row.auto_approval_at),
        "AcceptTime": maybe_moment(row.accepted_at),
        "SubmitTime": maybe_moment(row.submitted_at),
        "ApprovalTime": maybe_moment(row.approved_at),
        "RejectionTime": maybe_moment(row.rejected_at),
        "Deadline": maybe_moment(row.deadline_at),
        "Answer": row.answer,
        "RequesterFeedback": row.feedback,
    }


def _feedback(request: Request) -> str | None:
    text = request.get("RequesterFeedback")
    if not isinstance(text, str):
        return None
    limits.check_length("RequesterFeedback", text, limits.FEEDBACK)
    if _FORBIDDEN.search(text):
        raise invalid_value("RequesterFeedback", text)
    return text


def _can_overturn(ctx: Context, row: AssignmentRow) -> bool:
    if row.state != "Rejected" or ctx.now_ms - (row.submitted_at or 0) > OVERRIDE_MS:
        return False
    return assignment_changes.hit_of(ctx, row).status != hit_states.DISPOSED


def _refuse_fresh(ctx: Context, row: AssignmentRow) -> None:
    """Right after submission the service may not know the state yet (API reference 3.3)."""
    if ctx.now_ms - (row.submitted_at or 0) < ctx.settings.approve_lag_ms:
        raise invalid_state("Assignment", "null")
