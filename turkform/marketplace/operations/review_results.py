"""ListReviewPolicyResultsForHIT (API reference 9.3)."""

from __future__ import annotations

from turkform.marketplace.context import Context, Request
from turkform.marketplace.json_types import Members
from turkform.marketplace.operations import hit_changes
from turkform.marketplace.protocol.errors import invalid_value


def list_review_policy_results_for_hit(ctx: Context, request: Request) -> Members:
    """Return the HIT's id: no HIT has a review policy, because creation refuses them."""
    hit = hit_changes.own_hit(ctx, str(request["HITId"]))
    if "NextToken" in request:
        raise invalid_value("NextToken", request["NextToken"])
    return {"HITId": hit.hit_id}
