"""Qualifications of workers: grant, revoke, read (API reference 5.3, 10.3)."""

from __future__ import annotations

from turkform.marketplace.clock import moment
from turkform.marketplace.context import Context, Request
from turkform.marketplace.json_types import Members
from turkform.marketplace.operations.known_workers import known_worker
from turkform.marketplace.operations.qualification_types import owned_type
from turkform.marketplace.protocol.errors import invalid_state, qualification_does_not_exist
from turkform.marketplace.store import messages
from turkform.marketplace.store import qualifications as store
from turkform.marketplace.store.qualifications import QualificationRow


def associate_qualification_with_worker(ctx: Context, request: Request) -> Members:
    """Grant, or set the value again; mails the worker unless told not to."""
    row = owned_type(ctx, str(request["QualificationTypeId"]))
    worker_id = known_worker(ctx, request)
    value = request.get("IntegerValue", 1)
    number = value if isinstance(value, int) else 1
    store.grant(ctx.tx, row.qualification_type_id, worker_id, number, ctx.now_ms)
    if request.get("SendNotification", True):
        text = f"You have been granted the qualification {row.name} with the value {number}."
        _mail(ctx, worker_id, "QualificationGranted", f"Qualification granted: {row.name}", text)
    return {}


def disassociate_qualification_from_worker(ctx: Context, request: Request) -> Members:
    """Revoke; the worker sees the reason. A repeat is an error."""
    row = owned_type(ctx, str(request["QualificationTypeId"]))
    held = _held(ctx, row.qualification_type_id, known_worker(ctx, request))
    store.revoke(ctx.tx, held.qualification_type_id, held.worker_id, ctx.now_ms)
    text = f"The qualification {row.name} was revoked. {request.get('Reason', '')}".strip()
    _mail(ctx, held.worker_id, "QualificationRevoked", f"Qualification revoked: {row.name}", text)
    return {}


def get_qualification_score(ctx: Context, request: Request) -> Members:
    """Return the value that a worker holds of the caller's own type."""
    row = owned_type(ctx, str(request["QualificationTypeId"]))
    held = _held(ctx, row.qualification_type_id, str(request["WorkerId"]))
    return {"Qualification": members(held)}


def list_workers_with_qualification_type(ctx: Context, request: Request) -> Members:
    """Return a page of holders, granted (default) or revoked."""
    row = owned_type(ctx, str(request["QualificationTypeId"]))
    page = ctx.pages.page("ListWorkersWithQualificationType", request)
    after = page.after[1] if page.after else 0
    status = str(request.get("Status", "Granted"))
    rows = store.page(ctx.tx, row.qualification_type_id, status, after, page.size)
    last = (0, rows[-1].n) if rows else None
    return {
        "NextToken": ctx.pages.token("ListWorkersWithQualificationType", request, last),
        "NumResults": len(rows),
        "Qualifications": [members(held) for held in rows],
    }


def members(row: QualificationRow) -> Members:
    """Return a qualification as the API shows it."""
    return {
        "QualificationTypeId": row.qualification_type_id,
        "WorkerId": row.worker_id,
        "GrantTime": moment(row.granted_at),
        "IntegerValue": row.integer_value,
        "Status": row.status,
    }


def _held(ctx: Context, type_id: str, worker_id: str) -> QualificationRow:
    held = store.get(ctx.tx, type_id, worker_id)
    if held is None:
        raise qualification_does_not_exist()
    if held.status != "Granted":
        raise invalid_state("Qualification", "Granted")
    return held


def _mail(ctx: Context, worker_id: str, kind: str, subject: str, text: str) -> None:
    messages.add(ctx.tx, ctx.requester.id, worker_id, kind, subject, text, ctx.now_ms)
