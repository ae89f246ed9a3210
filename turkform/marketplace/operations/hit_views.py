"""HITs as replies show them (API reference 2, recorded members)."""

from __future__ import annotations

import json

from turkform.marketplace.clock import moment
from turkform.marketplace.context import Scope
from turkform.marketplace.domain.money import amount
from turkform.marketplace.json_types import Members
from turkform.marketplace.store.hit_types import HitTypeRow
from turkform.marketplace.store.hits import HitRow


def hit_members(scope: Scope, hit: HitRow, hit_type: HitTypeRow) -> Members:
    """Return a HIT with every member that has a value, in the recorded order."""
    shown = hit.available if scope.settings.keep_available or not hit.expired else 0
    return {
        "HITId": hit.hit_id,
        "HITTypeId": hit.hit_type_id,
        "HITGroupId": hit_type.group_id,
        "HITLayoutId": hit.layout_id,
        "CreationTime": moment(hit.created_at),
        "Title": hit_type.title,
        "Description": hit_type.description,
        "Question": hit.question,
        "Keywords": hit_type.keywords,
        "HITStatus": hit.status,
        "MaxAssignments": hit.max_assignments,
        "Reward": amount(hit_type.reward_cents),
        "AutoApprovalDelayInSeconds": hit_type.auto_approval_delay_s,
        "Expiration": moment(hit.expires_at),
        "AssignmentDurationInSeconds": hit_type.assignment_duration_s,
        "RequesterAnnotation": hit.requester_annotation,
        "QualificationRequirements": json.loads(hit_type.qualification_requirements),
        "HITReviewStatus": hit.review_status,
        "NumberOfAssignmentsPending": hit.pending,
        "NumberOfAssignmentsAvailable": shown,
        "NumberOfAssignmentsCompleted": hit.completed,
    }
