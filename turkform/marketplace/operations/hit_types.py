"""CreateHITType, and what CreateHIT shares with it (API reference 8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Final, cast

from turkform.marketplace.context import Context, Request
from turkform.marketplace.domain import limits
from turkform.marketplace.domain.money import cents
from turkform.marketplace.json_types import Json, JsonObject, Members
from turkform.marketplace.protocol.errors import invalid_combination, invalid_value
from turkform.marketplace.store import hit_types
from turkform.marketplace.store.hit_types import HitTypeRow

_DIGESTED: Final = (
    "title",
    "description",
    "keywords",
    "reward_cents",
    "assignment_duration_s",
    "auto_approval_delay_s",
)


def create_hit_type(ctx: Context, request: Request) -> Members:
    """Register a HIT type; equal values return the id that exists."""
    return {"HITTypeId": register(ctx, request).hit_type_id}


def register(ctx: Context, request: Request) -> HitTypeRow:
    """Return the HIT type with the properties in `request`, made now when there is none."""
    wanted = _wanted(ctx, request)
    existing = hit_types.find_by_digest(ctx.tx, ctx.requester.id, wanted.digest)
    if existing is None:
        hit_types.add(ctx.tx, wanted)
        return wanted
    hit_types.touch(ctx.tx, existing, ctx.now_ms, ctx.now_ms + limits.DISPOSAL_MS)
    return get(ctx, existing)


def get(ctx: Context, hit_type_id: str) -> HitTypeRow:
    """Return one of the requester's own HIT types; a foreign or unknown id is not valid."""
    found = hit_types.find(ctx.tx, hit_type_id)
    if found is None or found.retired or found.requester_id != ctx.requester.id:
        raise invalid_value("HITTypeId", hit_type_id)
    return found


def _wanted(ctx: Context, request: Request) -> HitTypeRow:
    _check(request)
    requirements = cast("list[JsonObject]", request.get("QualificationRequirements", []))
    limits.check_count("QualificationRequirements", len(requirements), limits.REQUIREMENTS)
    ctx.hooks.check_requirements(ctx, requirements)
    read_back = [requirement_read_back(one) for one in requirements]
    values: dict[str, Json] = {
        "title": request["Title"],
        "description": request["Description"],
        "keywords": request.get("Keywords"),
        "reward_cents": cents(str(request["Reward"])),
        "assignment_duration_s": request["AssignmentDurationInSeconds"],
        "auto_approval_delay_s": request.get(
            "AutoApprovalDelayInSeconds", limits.AUTO_APPROVAL_S[1]
        ),
    }
    return _row(ctx, values, read_back)


def _row(ctx: Context, values: Mapping[str, Json], requirements: list[JsonObject]) -> HitTypeRow:
    canonical = [values[name] for name in _DIGESTED]
    ordered = sorted(json.dumps(one, sort_keys=True) for one in requirements)
    digest = hashlib.sha256(json.dumps([canonical, ordered]).encode()).hexdigest()
    keywords = values["keywords"]
    return HitTypeRow(
        hit_type_id=ctx.ids.entity(),
        requester_id=ctx.requester.id,
        group_id=ctx.ids.entity(),
        digest=digest,
        title=str(values["title"]),
        description=str(values["description"]),
        keywords=None if keywords is None else str(keywords),
        reward_cents=cast("int", values["reward_cents"]),
        assignment_duration_s=cast("int", values["assignment_duration_s"]),
        auto_approval_delay_s=cast("int", values["auto_approval_delay_s"]),
        qualification_requirements=json.dumps(requirements),
        created_at=ctx.now_ms,
        last_used_at=ctx.now_ms,
        due_at=ctx.now_ms + limits.DISPOSAL_MS,
    )


def _check(request: Request) -> None:
    limits.check_length("Title", str(request["Title"]), limits.TITLE, shortest=1)
    limits.check_length("Description", str(request["Description"]), limits.DESCRIPTION, shortest=1)
    if "Keywords" in request:
        limits.check_length("Keywords", str(request["Keywords"]), limits.KEYWORDS)
    for name, bounds in (
        ("AssignmentDurationInSeconds", limits.DURATION_S),
        ("AutoApprovalDelayInSeconds", limits.AUTO_APPROVAL_S),
    ):
        if name in request:
            limits.check_range(name, cast("int", request[name]), bounds)


def requirement_read_back(requirement: JsonObject) -> JsonObject:
    """Return a requirement as the service reads it back: both guard members filled.

    Recorded answers carry `ActionsGuarded` and `RequiredToPreview` though neither was sent, and
    sending both is refused (API reference 8).
    """
    if "ActionsGuarded" in requirement and "RequiredToPreview" in requirement:
        raise invalid_combination("ActionsGuarded", "RequiredToPreview")
    preview = requirement.get("RequiredToPreview", False)
    guard = requirement.get("ActionsGuarded", "PreviewAndAccept" if preview else "Accept")
    values: JsonObject = {
        name: requirement[name] for name in ("IntegerValues", "LocaleValues") if name in requirement
    }
    return {
        "QualificationTypeId": requirement["QualificationTypeId"],
        "Comparator": requirement["Comparator"],
        **values,
        "RequiredToPreview": preview,
        "ActionsGuarded": guard,
    }
