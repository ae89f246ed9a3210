"""`UniqueRequestToken`: a repeat within 24 hours is refused (API reference 3.3, 18)."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.context import Context, Request
from turkform.marketplace.domain.limits import TOKEN_LIFETIME_MS
from turkform.marketplace.protocol.errors import already_processed, request_error
from turkform.marketplace.store import tokens

CREATION: Final = "CreateHIT"


def refuse_repeat(ctx: Context, operation: str, token: str) -> None:
    """Refuse a token that was processed; for new HITs the text names the HIT it made."""
    subject = tokens.find(
        ctx.tx, ctx.requester.id, operation, token, ctx.now_ms - TOKEN_LIFETIME_MS
    )
    if subject is None:
        return
    if operation == CREATION:
        raise request_error("HitAlreadyExists", f'The HIT with ID "{subject}" already exists.')
    raise already_processed(token)


def claim(ctx: Context, operation: str, token: str, subject: str) -> None:
    """Refuse a repeat, otherwise remember what the token made."""
    refuse_repeat(ctx, operation, token)
    since = ctx.now_ms - TOKEN_LIFETIME_MS
    tokens.add(ctx.tx, ctx.requester.id, operation, token, subject, at=ctx.now_ms, since=since)


def claim_from(ctx: Context, operation: str, request: Request, subject: str) -> None:
    """Claim the request's `UniqueRequestToken`, when it has one."""
    token = request.get("UniqueRequestToken")
    if isinstance(token, str):
        claim(ctx, operation, token, subject)
