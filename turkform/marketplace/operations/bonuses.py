"""SendBonus and ListBonusPayments (API reference 14)."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.clock import DAY, moment
from turkform.marketplace.context import Context, Request
from turkform.marketplace.domain import hit_states
from turkform.marketplace.domain.fees import bonus_fee
from turkform.marketplace.domain.money import amount, cents
from turkform.marketplace.json_types import Members
from turkform.marketplace.operations import account, assignment_changes, hit_changes, tokens
from turkform.marketplace.operations.assignments import SUBMISSIONS, own_assignment
from turkform.marketplace.operations.expiry import wrong_state
from turkform.marketplace.operations.known_workers import known_worker
from turkform.marketplace.protocol.errors import (
    assignment_does_not_exist,
    invalid_combination,
    invalid_value,
    parameter_validation_error,
)
from turkform.marketplace.store import assignments, bonuses, workers
from turkform.marketplace.store.bonuses import BonusRow

SIX_MONTHS_MS: Final = 183 * DAY


def send_bonus(ctx: Context, request: Request) -> Members:
    """Pay a bonus and its fee for an assignment that the worker submitted."""
    assignment_id = str(request["AssignmentId"])
    tokens.claim_from(ctx, "SendBonus", request, assignment_id)
    worker_id = known_worker(ctx, request)
    row = own_assignment(ctx, assignment_id)
    if row.state not in SUBMISSIONS:
        raise assignment_does_not_exist(assignment_id)
    if row.worker_id != worker_id:
        raise invalid_value("WorkerId", worker_id)
    hit = assignment_changes.hit_of(ctx, row)
    if hit.status == hit_states.DISPOSED:
        raise wrong_state(hit, "Assignable, Unassignable, Reviewable, Reviewing")
    _refuse_long_ago(ctx, worker_id)
    value = cents(str(request["BonusAmount"]))
    if value == 0:
        raise invalid_value("BonusAmount", request["BonusAmount"])
    fee = bonus_fee(value)
    account.charge(ctx, value + fee)
    bonus = BonusRow(
        requester_id=ctx.requester.id,
        hit_id=row.hit_id,
        assignment_id=assignment_id,
        worker_id=worker_id,
        amount_cents=value,
        fee_cents=fee,
        reason=str(request["Reason"]),
        granted_at=ctx.now_ms,
    )
    bonuses.add(ctx.tx, bonus)
    workers.count(ctx.tx, ctx.side, worker_id, earned_cents=value)
    return {}


def _refuse_long_ago(ctx: Context, worker_id: str) -> None:
    """A bonus needs work for this requester within the last six months (API reference 14)."""
    since = ctx.now_ms - SIX_MONTHS_MS
    if not assignments.has_worked_since(ctx.tx, ctx.requester.id, worker_id, since):
        raise invalid_value("WorkerId", worker_id)


def list_bonus_payments(ctx: Context, request: Request) -> Members:
    """Return a page of bonuses by HIT or by assignment; one of them must be named."""
    hit_id, assignment_id = request.get("HITId"), request.get("AssignmentId")
    if hit_id is not None and assignment_id is not None:
        raise invalid_combination("AssignmentId", "HITId")
    page = ctx.pages.page("ListBonusPayments", request)
    newest = ctx.now_ms - ctx.settings.list_lag_ms
    if hit_id is not None:
        hit = hit_changes.own_hit(ctx, str(hit_id))
        rows = bonuses.of_hit(ctx.tx, ctx.requester.id, hit.hit_id, page, newest)
    elif assignment_id is not None:
        row = own_assignment(ctx, str(assignment_id))
        rows = bonuses.of_assignment(ctx.tx, ctx.requester.id, row.assignment_id, page, newest)
    else:
        raise parameter_validation_error(
            "AWS.MissingParameters",
            "The request must include one of the following parameters: HITId, AssignmentId.",
        )
    last = (0, rows[-1].n) if rows else None
    return {
        "NumResults": len(rows),
        "NextToken": ctx.pages.token("ListBonusPayments", request, last),
        "BonusPayments": [_members(one) for one in rows],
    }


def _members(bonus: BonusRow) -> Members:
    return {
        "WorkerId": bonus.worker_id,
        "BonusAmount": amount(bonus.amount_cents),
        "AssignmentId": bonus.assignment_id,
        "Reason": bonus.reason,
        "GrantTime": moment(bonus.granted_at),
    }
