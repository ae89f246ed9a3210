"""Requests for qualifications, as their owner decides them (API reference 5.3, 10.3)."""

from __future__ import annotations

from dataclasses import replace

from turkform.marketplace.clock import maybe_moment
from turkform.marketplace.context import Context, Request
from turkform.marketplace.json_types import Members
from turkform.marketplace.operations.qualification_types import owned_type
from turkform.marketplace.protocol.errors import invalid_state, permission_denied, request_error
from turkform.marketplace.store import messages, qualifications
from turkform.marketplace.store import qualification_requests as store
from turkform.marketplace.store.qualification_requests import RequestRow


def list_qualification_requests(ctx: Context, request: Request) -> Members:
    """Return a page of pending requests, of one type or of all types of the caller."""
    type_id = str(request.get("QualificationTypeId", ""))
    if type_id:
        owned_type(ctx, type_id)
    page = ctx.pages.page("ListQualificationRequests", request)
    after = page.after[1] if page.after else 0
    rows = store.pending(ctx.tx, ctx.requester.id, type_id, after, page.size)
    last = (0, rows[-1].n) if rows else None
    return {
        "NumResults": len(rows),
        "NextToken": ctx.pages.token("ListQualificationRequests", request, last),
        "QualificationRequests": [_members(row) for row in rows],
    }


def accept_qualification_request(ctx: Context, request: Request) -> Members:
    """Grant what a worker asked for; without a value the qualification has the value 1."""
    row = _pending(ctx, request)
    owned = owned_type(ctx, row.qualification_type_id)
    value = request.get("IntegerValue", 1)
    number = value if isinstance(value, int) else 1
    decided = replace(row, state=store.GRANTED, decided_at=ctx.now_ms, integer_value=number)
    store.save(ctx.tx, decided)
    qualifications.grant(ctx.tx, owned.qualification_type_id, row.worker_id, number, ctx.now_ms)
    text = f"Your request for the qualification {owned.name} was granted: {number}."
    _mail(ctx, row, f"Qualification granted: {owned.name}", text)
    return {}


def reject_qualification_request(ctx: Context, request: Request) -> Members:
    """Refuse what a worker asked for; the worker sees the reason."""
    row = _pending(ctx, request)
    given = request.get("Reason")
    reason = None if given is None else str(given)
    decided = replace(row, state=store.REJECTED, decided_at=ctx.now_ms, reason=reason)
    store.save(ctx.tx, decided)
    text = f"Your request for a qualification was rejected. {reason or ''}".strip()
    _mail(ctx, row, "Qualification request rejected", text)
    return {}


def _pending(ctx: Context, request: Request) -> RequestRow:
    request_id = str(request["QualificationRequestId"])
    row = store.find(ctx.tx, request_id)
    if row is None or row.state == store.STARTED:
        raise request_error(
            "QualificationRequestDoesNotExist",
            f"QualificationRequest {request_id} does not exist.",
        )
    if row.requester_id != ctx.requester.id:
        raise permission_denied()
    if row.state != store.PENDING:
        raise invalid_state("QualificationRequest", "Submitted")
    return row


def _members(row: RequestRow) -> Members:
    return {
        "QualificationRequestId": row.request_id,
        "QualificationTypeId": row.qualification_type_id,
        "WorkerId": row.worker_id,
        "Test": row.test,
        "Answer": row.answer,
        "SubmitTime": maybe_moment(row.submitted_at),
    }


def _mail(ctx: Context, row: RequestRow, subject: str, text: str) -> None:
    kind = "QualificationRequest"
    messages.add(ctx.tx, ctx.requester.id, row.worker_id, kind, subject, text, ctx.now_ms)
