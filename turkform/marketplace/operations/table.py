"""Which function performs which operation, put together from the modules of this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from turkform.marketplace.context import Context, Request
from turkform.marketplace.json_types import Members
from turkform.marketplace.operations import (
    account,
    assignments,
    blocks,
    bonuses,
    expiry,
    file_uploads,
    hit_types,
    hits,
    messages,
    notification_settings,
    qualification_requests,
    qualification_types,
    qualifications,
    review_results,
    type_disposal,
)

Operation: TypeAlias = Callable[[Context, Request], Members]

OPERATIONS: Final[Mapping[str, Operation]] = {
    # account
    "GetAccountBalance": account.get_account_balance,
    # HIT types
    "CreateHITType": hit_types.create_hit_type,
    "UpdateHITTypeOfHIT": expiry.update_hit_type_of_hit,
    # HITs
    "CreateHIT": hits.create_hit,
    "CreateHITWithHITType": hits.create_hit_with_hit_type,
    "GetHIT": hits.get_hit,
    "ListHITs": hits.list_hits,
    "ListHITsForQualificationType": hits.list_hits_for_qualification_type,
    "ListReviewableHITs": hits.list_reviewable_hits,
    "UpdateExpirationForHIT": expiry.update_expiration_for_hit,
    "CreateAdditionalAssignmentsForHIT": expiry.create_additional_assignments_for_hit,
    "UpdateHITReviewStatus": expiry.update_hit_review_status,
    "DeleteHIT": expiry.delete_hit,
    "ListReviewPolicyResultsForHIT": review_results.list_review_policy_results_for_hit,
    # assignments
    "GetAssignment": assignments.get_assignment,
    "ListAssignmentsForHIT": assignments.list_assignments_for_hit,
    "ApproveAssignment": assignments.approve_assignment,
    "RejectAssignment": assignments.reject_assignment,
    "GetFileUploadURL": file_uploads.get_file_upload_url,
    # bonuses and blocks
    "SendBonus": bonuses.send_bonus,
    "ListBonusPayments": bonuses.list_bonus_payments,
    "CreateWorkerBlock": blocks.create_worker_block,
    "DeleteWorkerBlock": blocks.delete_worker_block,
    "ListWorkerBlocks": blocks.list_worker_blocks,
    # messages
    "NotifyWorkers": messages.notify_workers,
    # qualification types
    "CreateQualificationType": qualification_types.create_qualification_type,
    "UpdateQualificationType": qualification_types.update_qualification_type,
    "GetQualificationType": qualification_types.get_qualification_type,
    "ListQualificationTypes": qualification_types.list_qualification_types,
    "DeleteQualificationType": type_disposal.delete_qualification_type,
    # qualifications and requests
    "AssociateQualificationWithWorker": qualifications.associate_qualification_with_worker,
    "DisassociateQualificationFromWorker": qualifications.disassociate_qualification_from_worker,
    "GetQualificationScore": qualifications.get_qualification_score,
    "ListWorkersWithQualificationType": qualifications.list_workers_with_qualification_type,
    "ListQualificationRequests": qualification_requests.list_qualification_requests,
    "AcceptQualificationRequest": qualification_requests.accept_qualification_request,
    "RejectQualificationRequest": qualification_requests.reject_qualification_request,
    # notifications
    "UpdateNotificationSettings": notification_settings.update_notification_settings,
    "SendTestEventNotification": notification_settings.send_test_event_notification,
}


# What it sends is waited for, so that it must not keep everybody else from writing meanwhile.
SENDING: Final = "SendTestEventNotification"


def is_reading(operation: str) -> bool:
    """Tell whether an operation changes nothing."""
    return operation.startswith(("Get", "List"))


def writes(operation: str) -> bool:
    """Tell whether an operation needs a transaction of its own to write in."""
    return operation != SENDING and not is_reading(operation)
