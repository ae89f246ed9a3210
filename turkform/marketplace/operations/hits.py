"""CreateHIT, CreateHITWithHITType, GetHIT and the lists of HITs (API reference 5.1)."""

from __future__ import annotations

import json
from typing import Final, cast

from turkform.marketplace.context import Context, Request
from turkform.marketplace.domain import hit_states, limits
from turkform.marketplace.json_types import Json, Members
from turkform.marketplace.operations import account, hit_changes, hit_types, layouts, tokens
from turkform.marketplace.operations.hit_views import hit_members
from turkform.marketplace.protocol.paging import Page
from turkform.marketplace.store import hit_lists, hits
from turkform.marketplace.store import hit_types as hit_type_store
from turkform.marketplace.store.hit_types import HitTypeRow
from turkform.marketplace.store.hits import HitRow

_POLICIES: Final = (("Assignment", "AssignmentReviewPolicy"), ("HIT", "HITReviewPolicy"))


def create_hit(ctx: Context, request: Request) -> Members:
    """Make a HIT from all its properties; the HIT type is made or found by them."""
    _refuse_repeat(ctx, request)
    return _create(ctx, request, hit_types.register(ctx, request))


def create_hit_with_hit_type(ctx: Context, request: Request) -> Members:
    """Make a HIT of a registered type."""
    _refuse_repeat(ctx, request)
    hit_type = hit_types.get(ctx, str(request["HITTypeId"]))
    due_at = ctx.now_ms + limits.DISPOSAL_MS
    hit_type_store.touch(ctx.tx, hit_type.hit_type_id, ctx.now_ms, due_at)
    return _create(ctx, request, hit_type)


def get_hit(ctx: Context, request: Request) -> Members:
    """Return a HIT in any status."""
    hit = hit_changes.own_hit(ctx, str(request["HITId"]))
    return {"HIT": hit_members(ctx, hit, hit_changes.type_of(ctx, hit))}


def list_hits(ctx: Context, request: Request) -> Members:
    """Return a page of the requester's HITs, newest first, disposed ones left out."""
    page = ctx.pages.page("ListHITs", request)
    newest = ctx.now_ms - ctx.settings.list_lag_ms
    rows = hit_lists.of_requester(ctx.tx, ctx.requester.id, page, newest)
    return _full_page(ctx, "ListHITs", request, rows)


def list_hits_for_qualification_type(ctx: Context, request: Request) -> Members:
    """Return a page of the requester's HITs that require a qualification type."""
    page = ctx.pages.page("ListHITsForQualificationType", request)
    type_id = str(request["QualificationTypeId"])
    rows = hit_lists.requiring(ctx.tx, ctx.requester.id, type_id, page)
    return _full_page(ctx, "ListHITsForQualificationType", request, rows)


def list_reviewable_hits(ctx: Context, request: Request) -> Members:
    """Return a page of HITs in review; real answers carry nothing but their ids."""
    page: Page = ctx.pages.page("ListReviewableHITs", request)
    status = str(request.get("Status", hit_states.REVIEWABLE))
    hit_type_id = request.get("HITTypeId")
    wanted = None if hit_type_id is None else str(hit_type_id)
    rows = hit_lists.in_review(ctx.tx, ctx.requester.id, status, wanted, page)
    last = (0, rows[-1][0]) if rows else None
    return {
        "NextToken": ctx.pages.token("ListReviewableHITs", request, last),
        "NumResults": len(rows),
        "HITs": [{"HITId": hit_id} for _, hit_id in rows],
    }


def _full_page(
    ctx: Context, operation: str, request: Request, rows: list[hit_lists.Listed]
) -> Members:
    last = (0, rows[-1].n) if rows else None
    return {
        "NextToken": ctx.pages.token(operation, request, last),
        "NumResults": len(rows),
        "HITs": [hit_members(ctx, one.hit, one.hit_type) for one in rows],
    }


def _create(ctx: Context, request: Request, hit_type: HitTypeRow) -> Members:
    lifetime = cast("int", request["LifetimeInSeconds"])
    most = cast("int", request.get("MaxAssignments", 1))
    limits.check_range("LifetimeInSeconds", lifetime, limits.LIFETIME_S)
    limits.check_range("MaxAssignments", most, limits.ASSIGNMENTS)
    annotation = request.get("RequesterAnnotation")
    if isinstance(annotation, str):
        limits.check_length("RequesterAnnotation", annotation, limits.ANNOTATION)
    policies = {level: _policy(ctx, level, request.get(name)) for level, name in _POLICIES}
    question = layouts.question_of(ctx, request)
    ctx.hooks.uses_types(ctx, hit_type, extension=False)
    layout_id = request.get("HITLayoutId")
    expires_at = ctx.now_ms + lifetime * 1000
    hit = HitRow(
        hit_id=ctx.ids.entity(),
        requester_id=ctx.requester.id,
        hit_type_id=hit_type.hit_type_id,
        status=hit_states.ASSIGNABLE,
        created_at=ctx.now_ms,
        expires_at=expires_at,
        first_max=most,
        max_assignments=most,
        available=most,
        question=question,
        requester_annotation=None if annotation is None else str(annotation),
        layout_id=None if layout_id is None else str(layout_id),
        assignment_policy=policies["Assignment"],
        hit_policy=policies["HIT"],
        last_activity_at=ctx.now_ms,
        due_at=expires_at,
    )
    account.hold(ctx, most * hit_changes.unit_cents(ctx, hit_type, most))
    hits.add(ctx.tx, hit)
    tokens.claim_from(ctx, tokens.CREATION, request, hit.hit_id)
    hit_changes.emit(ctx, "HITCreated", hit)
    return {"HIT": hit_members(ctx, hit, hit_type)}


def _refuse_repeat(ctx: Context, request: Request) -> None:
    token = request.get("UniqueRequestToken")
    if isinstance(token, str):
        tokens.refuse_repeat(ctx, tokens.CREATION, token)


def _policy(ctx: Context, level: str, policy: Json) -> str | None:
    if not isinstance(policy, dict):
        return None
    ctx.hooks.check_policy(level, policy)
    return json.dumps(policy)
