"""ListReviewPolicyResultsForHIT (API reference 9.3)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final, cast

from turkform.marketplace.clock import moment
from turkform.marketplace.context import Context, Request
from turkform.marketplace.json_types import Members
from turkform.marketplace.operations import hit_changes
from turkform.marketplace.store import reviews
from turkform.marketplace.store.reviews import ACTION, RESULT, ReviewEntry

_OPERATION: Final = "ListReviewPolicyResultsForHIT"
_LEVELS: Final = ("Assignment", "HIT")


def list_review_policy_results_for_hit(ctx: Context, request: Request) -> Members:
    """Return a page of what the HIT's policies found and did, oldest first.

    Both levels, results and actions alike are retrieved unless the request says otherwise; of
    the policies only the names are shown.
    """
    hit = hit_changes.own_hit(ctx, str(request["HITId"]))
    page = ctx.pages.page(_OPERATION, request)
    levels = cast("list[str]", request.get("PolicyLevels") or list(_LEVELS))
    switches = ((RESULT, "RetrieveResults"), (ACTION, "RetrieveActions"))
    kinds = [kind for kind, name in switches if request.get(name, True)]
    after = page.after[1] if page.after else 0
    entries = (
        reviews.page(ctx.tx, hit.hit_id, sorted(set(levels)), kinds, after, page.size)
        if kinds
        else []
    )
    last = (0, entries[-1].n) if entries else None
    return {
        "HITId": hit.hit_id,
        "AssignmentReviewPolicy": _name(hit.assignment_policy),
        "HITReviewPolicy": _name(hit.hit_policy),
        "AssignmentReviewReport": _report(one for one in entries if one.level == "Assignment"),
        "HITReviewReport": _report(one for one in entries if one.level == "HIT"),
        "NextToken": ctx.pages.token(_OPERATION, request, last),
    }


def _name(policy: str | None) -> Members | None:
    return None if policy is None else {"PolicyName": json.loads(policy)["PolicyName"]}


def _report(entries: Iterable[ReviewEntry]) -> Members | None:
    listed = list(entries)
    results: list[Members] = [dict(one.detail) for one in listed if one.kind == RESULT]
    actions = [_action(one) for one in listed if one.kind == ACTION]
    if not listed:
        return None
    return {"ReviewResults": results or None, "ReviewActions": actions or None}


def _action(entry: ReviewEntry) -> Members:
    members: Members = {
        **entry.detail,
        "CompleteTime": moment(int(entry.detail["CompleteTime"])),
    }
    return members
