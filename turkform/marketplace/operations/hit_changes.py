"""The one way in which a HIT changes: counters, status, due time, money and events together."""

from __future__ import annotations

from dataclasses import replace

from turkform.marketplace.context import Context
from turkform.marketplace.domain import hit_states, limits
from turkform.marketplace.domain.events import NotificationEvent
from turkform.marketplace.domain.fees import assignment_fee
from turkform.marketplace.domain.system_qualifications import MASTERS
from turkform.marketplace.operations import account
from turkform.marketplace.protocol.errors import hit_does_not_exist
from turkform.marketplace.store import hit_types, hits
from turkform.marketplace.store.hit_types import HitTypeRow
from turkform.marketplace.store.hits import HitRow


def own_hit(ctx: Context, hit_id: str) -> HitRow:
    """Return a HIT of the requester."""
    hit = hits.find(ctx.tx, hit_id)
    if hit is None or hit.requester_id != ctx.requester.id:
        raise hit_does_not_exist(hit_id)
    if ctx.now_ms - hit.created_at < ctx.settings.read_lag_ms or is_forgotten(ctx, hit):
        raise hit_does_not_exist(hit_id)
    return hit


def is_forgotten(ctx: Context, hit: HitRow) -> bool:
    """Tell whether a disposed HIT is out of reach, 120 days after its last activity.

    Until then GetHIT still answers for one that was deleted (API reference 6.6, 6.7).
    """
    lived = ctx.now_ms - hit.last_activity_at
    return hit.status == hit_states.DISPOSED and lived >= limits.DISPOSAL_MS


def type_of(ctx: Context, hit: HitRow) -> HitTypeRow:
    """Return the HIT type of a HIT."""
    found = hit_types.find(ctx.tx, hit.hit_type_id)
    if found is None:
        raise AssertionError(f"HIT type {hit.hit_type_id} is gone while HITs have it")
    return found


def fee_cents(ctx: Context, hit_type: HitTypeRow, first_max: int) -> int:
    """Return the fee for one assignment of a HIT created with `first_max` assignments."""
    required = {one["QualificationTypeId"] for one in hit_type.requirements}
    return assignment_fee(hit_type.reward_cents, first_max, masters=MASTERS[ctx.side] in required)


def unit_cents(ctx: Context, hit_type: HitTypeRow, first_max: int) -> int:
    """Return reward and fee for one assignment."""
    return hit_type.reward_cents + fee_cents(ctx, hit_type, first_max)


def apply(ctx: Context, before: HitRow, after: HitRow) -> HitRow:
    """Store a change of a HIT; its status, its due time and what follows are derived here."""
    status = hit_states.next_status(
        after.status, expired=after.expired, available=after.available, pending=after.pending
    )
    changed = replace(after, status=status, last_activity_at=ctx.now_ms)
    changed = replace(changed, due_at=_due_at(changed))
    hits.save(ctx.tx, changed)
    if status == hit_states.REVIEWABLE and before.status not in hit_states.IN_REVIEW:
        emit(ctx, "HITReviewable", changed)
        ctx.hooks.after_reviewable(ctx, changed)
    return changed


def extend(ctx: Context, hit: HitRow, count: int, *, until_ms: int | None = None) -> HitRow:
    """Add assignments and perhaps time; holds the money for the new ones while the HIT is open.

    Limits (the line of ten) are the caller's to check, because policies only fail quietly.
    """
    expires_at = hit.expires_at if until_ms is None else max(until_ms, hit.expires_at)
    expired = expires_at <= ctx.now_ms
    unit = unit_cents(ctx, type_of(ctx, hit), hit.first_max)
    reopened = hit.available if hit.expired and not expired else 0
    account.hold(ctx, unit * (reopened + (0 if expired else count)))
    after = replace(
        hit,
        max_assignments=hit.max_assignments + count,
        available=hit.available + count,
        expires_at=expires_at,
        expired=expired,
    )
    changed = apply(ctx, hit, after)
    emit(ctx, "HITExtended", changed)
    return changed


def expire(ctx: Context, hit: HitRow, expires_at: int) -> HitRow:
    """Close a HIT for new work and free the money of its unfilled slots."""
    if not hit.expired:
        account.release(ctx, hit.available * unit_cents(ctx, type_of(ctx, hit), hit.first_max))
        emit(ctx, "HITExpired", hit)
    return apply(ctx, hit, replace(hit, expires_at=expires_at, expired=True))


def dispose(ctx: Context, hit: HitRow, *, aged: bool = False) -> None:
    """Take a HIT out of every list; nothing more can happen to it.

    `aged`: nothing had happened to it for 120 days, so that disposing of it is no activity.
    """
    if not hit.expired:
        account.release(ctx, hit.available * unit_cents(ctx, type_of(ctx, hit), hit.first_max))
    changed = apply(ctx, hit, replace(hit, status=hit_states.DISPOSED, expired=True))
    if aged:
        hits.save(ctx.tx, replace(changed, last_activity_at=hit.last_activity_at))
    emit(ctx, "HITDisposed", hit)


def emit(ctx: Context, event_type: str, hit: HitRow, assignment_id: str | None = None) -> None:
    """Tell whoever listens to the HIT type that something happened to a HIT."""
    ctx.emit(NotificationEvent(event_type, ctx.now, hit.hit_type_id, hit.hit_id, assignment_id))


def _due_at(hit: HitRow) -> int | None:
    if hit.status == hit_states.DISPOSED:
        return None
    ends = [] if hit.expired else [hit.expires_at]
    if hit.status in hit_states.IN_REVIEW and hit.submitted == 0:
        ends.append(hit.last_activity_at + limits.DISPOSAL_MS)
    return min(ends, default=None)
