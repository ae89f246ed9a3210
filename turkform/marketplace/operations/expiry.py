"""Expiration, extension, type and review status of a HIT, and its deletion (API reference 6)."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, cast

from turkform.marketplace.clock import moment
from turkform.marketplace.context import Context, Request
from turkform.marketplace.domain import hit_states, limits
from turkform.marketplace.json_types import Json, Members
from turkform.marketplace.operations import account, hit_changes, hit_types, tokens
from turkform.marketplace.protocol.errors import MTurkError, invalid_value, request_error
from turkform.marketplace.store.hits import HitRow

# what a date can be, in epoch seconds: the years 1 to 9999
_FIRST: Final = -62_135_596_800
_LAST: Final = 253_402_300_799
_FEE_CHANGE: Final = datetime(2015, 7, 22, tzinfo=UTC)


def update_expiration_for_hit(ctx: Context, request: Request) -> Members:
    """Expire at once (a moment that has passed) or extend; an exact repeat is refused."""
    expire_at = _epoch_seconds(request["ExpireAt"])
    hit = hit_changes.own_hit(ctx, str(request["HITId"]))
    _refuse_disposed(hit)
    token = f"{hit.hit_id}{moment(expire_at * 1000):%a %b %d %H:%M:%S UTC %Y}"
    tokens.refuse_repeat(ctx, "UpdateExpirationForHIT", token)
    if expire_at * 1000 <= ctx.now_ms:
        hit_changes.expire(ctx, hit, expire_at * 1000)
    else:
        _postpone(ctx, hit, expire_at * 1000)
    tokens.claim(ctx, "UpdateExpirationForHIT", token, hit.hit_id)
    return {}


def create_additional_assignments_for_hit(ctx: Context, request: Request) -> Members:
    """Add assignments; a HIT created with fewer than ten never gets ten."""
    count = cast("int", request["NumberOfAdditionalAssignments"])
    limits.check_range("NumberOfAdditionalAssignments", count, limits.ASSIGNMENTS)
    hit = hit_changes.own_hit(ctx, str(request["HITId"]))
    tokens.claim_from(ctx, "CreateAdditionalAssignmentsForHIT", request, hit.hit_id)
    _refuse_disposed(hit)
    _refuse_new(ctx, hit)
    _refuse_old(hit)
    ctx.hooks.uses_types(ctx, hit_changes.type_of(ctx, hit), extension=True)
    if hit.first_max < limits.LINE_OF_TEN <= hit.max_assignments + count:
        raise request_error(
            "InvalidMaximumAssignmentsIncrease",
            "HITs created with fewer than 10 assignments cannot be extended to have 10 or more.",
        )
    hit_changes.extend(ctx, hit, count)
    return {}


def update_hit_type_of_hit(ctx: Context, request: Request) -> Members:
    """Give a HIT all properties of another type; work that was accepted keeps its terms."""
    hit = hit_changes.own_hit(ctx, str(request["HITId"]))
    _refuse_disposed(hit)
    wanted = hit_types.get(ctx, str(request["HITTypeId"]))
    _refuse_new(ctx, hit)
    ctx.hooks.uses_types(ctx, wanted, extension=False)
    if not hit.expired:
        old = hit_changes.unit_cents(ctx, hit_changes.type_of(ctx, hit), hit.first_max)
        new = hit_changes.unit_cents(ctx, wanted, hit.first_max)
        account.hold(ctx, hit.available * (new - old))
    hit_changes.apply(ctx, hit, replace(hit, hit_type_id=wanted.hit_type_id))
    return {}


def update_hit_review_status(ctx: Context, request: Request) -> Members:
    """Move a HIT between Reviewable and Reviewing."""
    hit = hit_changes.own_hit(ctx, str(request["HITId"]))
    revert = bool(request.get("Revert", False))
    source, target = (
        (hit_states.REVIEWING, hit_states.REVIEWABLE)
        if revert
        else (hit_states.REVIEWABLE, hit_states.REVIEWING)
    )
    if hit.status == hit_states.REVIEWING and not revert:
        raise request_error("HITAlreadyPassedReview", wrong_state(hit, source).text)
    if hit.status != source:
        raise wrong_state(hit, source)
    hit_changes.apply(ctx, hit, replace(hit, status=target))
    return {}


def delete_hit(ctx: Context, request: Request) -> Members:
    """Dispose of a HIT in review whose submissions are all approved or rejected."""
    hit = hit_changes.own_hit(ctx, str(request["HITId"]))
    reviewed = hit.submitted == 0 and hit.pending == 0
    if hit.status not in hit_states.IN_REVIEW or not reviewed:
        raise wrong_state(hit, f"{hit_states.REVIEWING}, {hit_states.REVIEWABLE}")
    hit_changes.dispose(ctx, hit)
    return {}


def _postpone(ctx: Context, hit: HitRow, expire_at_ms: int) -> None:
    """The service computes the increment and refuses what lies outside (API reference 6.4)."""
    base = max(hit.expires_at, ctx.now_ms) if hit.expired else hit.expires_at
    # clients reckon with the expiration they read, which has no fraction
    increment = expire_at_ms // 1000 - base // 1000
    limits.check_range("ExpirationIncrementInSeconds", increment, limits.EXTENSION_S)
    _refuse_new(ctx, hit)
    ctx.hooks.uses_types(ctx, hit_changes.type_of(ctx, hit), extension=True)
    hit_changes.extend(ctx, hit, 0, until_ms=expire_at_ms)


def _refuse_new(ctx: Context, hit: HitRow) -> None:
    if ctx.now_ms - hit.created_at < ctx.settings.modify_lag_ms:
        raise wrong_state(hit, "Assignable, Unassignable, Reviewable, Reviewing")


def _refuse_old(hit: HitRow) -> None:
    """HITs from before the fee change of July 2015 cannot be extended (API reference 6.5)."""
    if moment(hit.created_at) < _FEE_CHANGE:
        raise request_error(
            "HITTooOldForExtension",
            "HITs that were created before July 22, 2015 cannot be extended.",
        )


def _refuse_disposed(hit: HitRow) -> None:
    if hit.status == hit_states.DISPOSED:
        raise wrong_state(hit, "Assignable, Unassignable, Reviewable, Reviewing")


def wrong_state(hit: HitRow, allowed: str) -> MTurkError:
    """Return the refusal of a HIT that is in none of the allowed states, as DeleteHIT words it."""
    text = (
        f"This HIT is currently in the state '{hit.status}'.  "
        f"This operation can be called with a status of: {allowed}"
    )
    return request_error("InvalidHITState", text)


def _epoch_seconds(value: Json) -> int:
    """Read a timestamp in the forms that SDKs send; fractions are dropped."""
    try:
        seconds = _seconds(value)
    except (ValueError, OverflowError):
        raise invalid_value("ExpireAt", value) from None
    if not _FIRST <= seconds <= _LAST:
        raise invalid_value("ExpireAt", value)
    return seconds


def _seconds(value: Json) -> int:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value)
    text = str(value)
    with contextlib.suppress(ValueError):
        return int(float(text))
    parsed = datetime.fromisoformat(text)
    return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
