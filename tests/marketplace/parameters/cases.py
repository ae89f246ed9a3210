"""For each operation a request, and for each of its parameters another value.

`BASES` are requests that succeed in a furnished room, by operation, or by operation and path where
a parameter needs one of its own. `OTHERS` are values by path, as the model
names it (`QualificationRequirements.Comparator`), or by operation and path where one is special.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from tests.marketplace.core_world import QUESTION
from tests.marketplace.parameters.furniture import OTHER_QUESTION, Room, answer_key, form

Base: TypeAlias = Callable[[Room], dict[str, Any]]
Value: TypeAlias = "Any | Callable[[Room], Any]"

_RULE: Final = {
    "QualificationTypeId": "00000000000000000040",
    "Comparator": "GreaterThanOrEqualTo",
    "IntegerValues": [0],
}
_LOCALE: Final = {
    "QualificationTypeId": "00000000000000000071",
    "Comparator": "In",
    "LocaleValues": [{"Country": "US", "Subdivision": "CA"}],
}
_TYPE: Final = {
    "Title": "New",
    "Description": "new",
    "Reward": "0.10",
    "AssignmentDurationInSeconds": 600,
    "QualificationRequirements": [_RULE, _LOCALE],
}
_KNOWN: Final = {
    "PolicyName": "ScoreMyKnownAnswers/2011-09-01",
    "Parameters": [
        {"Key": "AnswerKey", "MapEntries": [{"Key": "label", "Values": ["cat"]}]},
        {"Key": "ApproveIfKnownAnswerScoreIsAtLeast", "Values": ["100"]},
    ],
}
_PLURAL: Final = {
    "PolicyName": "SimplePlurality/2011-09-01",
    "Parameters": [
        {"Key": "QuestionIds", "Values": ["label"]},
        {"Key": "QuestionAgreementThreshold", "Values": ["50"]},
    ],
}
_HIT: Final = {
    "LifetimeInSeconds": 86_400,
    "Question": QUESTION,
    "AssignmentReviewPolicy": _KNOWN,
    "HITReviewPolicy": _PLURAL,
}
_NOTIFICATION: Final = {
    "Destination": "http://127.0.0.1:9/queue",
    "Transport": "SQS",
    "Version": "2014-08-15",
    "EventTypes": ["AssignmentSubmitted"],
}


def of(**members: str) -> Base:
    """Return a request whose members are ids of the room; `of(HITId="open")`."""
    return lambda room: {name: room.ids[value] for name, value in members.items()}


def both(base: Base, **members: Any) -> Base:
    """Return a request with members that are values as they stand."""
    return lambda room: {**base(room), **members}


def plain(**members: Any) -> Base:
    """Return a request that names nothing in the room."""
    return lambda _: dict(members)


BASES: Final[Mapping[str, Base]] = {
    "AcceptQualificationRequest": of(QualificationRequestId="request AWORKER1"),
    "ApproveAssignment": of(AssignmentId="submitted"),
    "ApproveAssignment OverrideRejection": of(AssignmentId="rejected"),
    "AssociateQualificationWithWorker": both(of(QualificationTypeId="spare"), WorkerId="AWORKER2"),
    "CreateAdditionalAssignmentsForHIT": both(of(HITId="open"), NumberOfAdditionalAssignments=1),
    "CreateHIT": plain(**_TYPE, **_HIT),
    "CreateHITType": plain(**_TYPE),
    "CreateHITWithHITType": both(of(HITTypeId="hit type"), **_HIT),
    "CreateQualificationType": plain(
        Name="New",
        Description="new",
        QualificationTypeStatus="Active",
        Test=form("new"),
        TestDurationInSeconds=60,
    ),
    "CreateWorkerBlock": plain(WorkerId="AWORKER1", Reason="slow"),
    "DeleteHIT": of(HITId="approved hit"),
    "DeleteQualificationType": of(QualificationTypeId="spare"),
    "DeleteWorkerBlock": plain(WorkerId="AWORKER3"),
    "DisassociateQualificationFromWorker": both(
        of(QualificationTypeId="trained"), WorkerId="AWORKER1"
    ),
    "GetAccountBalance": plain(),
    "GetAssignment": of(AssignmentId="submitted"),
    "GetFileUploadURL": both(of(AssignmentId="submitted"), QuestionIdentifier="label"),
    "GetHIT": of(HITId="open"),
    "GetQualificationScore": both(of(QualificationTypeId="trained"), WorkerId="AWORKER1"),
    "GetQualificationType": of(QualificationTypeId="trained"),
    "ListAssignmentsForHIT": of(HITId="open"),
    "ListBonusPayments": of(HITId="approved hit"),
    "ListHITs": plain(),
    "ListHITsForQualificationType": plain(QualificationTypeId="00000000000000000040"),
    "ListQualificationRequests": plain(),
    "ListQualificationTypes": plain(MustBeRequestable=False),
    "ListReviewPolicyResultsForHIT": of(HITId="scored"),
    "ListReviewableHITs": plain(),
    "ListWorkerBlocks": plain(),
    "ListWorkersWithQualificationType": of(QualificationTypeId="trained"),
    "NotifyWorkers": plain(Subject="s", MessageText="t", WorkerIds=["AWORKER1"]),
    "RejectAssignment": both(of(AssignmentId="submitted"), RequesterFeedback="no"),
    "RejectQualificationRequest": of(QualificationRequestId="request AWORKER1"),
    "SendBonus": both(
        of(AssignmentId="submitted"), WorkerId="AWORKER1", BonusAmount="1.00", Reason="good"
    ),
    "SendTestEventNotification": plain(Notification=_NOTIFICATION, TestEventType="Ping"),
    "UpdateExpirationForHIT": both(of(HITId="open"), ExpireAt=0),
    "UpdateHITReviewStatus": of(HITId="approved hit"),
    "UpdateHITTypeOfHIT": of(HITId="open", HITTypeId="hit type"),
    "UpdateNotificationSettings": both(of(HITTypeId="open type"), Notification=_NOTIFICATION),
    "UpdateQualificationType": both(
        of(QualificationTypeId="tested"),
        Description="changed",
        Test=form("changed"),
        TestDurationInSeconds=60,
    ),
}


def other(name: str) -> Value:
    """Return the id of something else in the room."""
    return lambda room: room.ids[name]


def next_page(operation: str, **members: str) -> Value:
    """Return the token of a list's second page."""
    return lambda room: room.page(operation, **{k: room.ids[v] for k, v in members.items()})


def _policy(member: str) -> Mapping[str, Value]:
    return {
        f"{member}.PolicyName": "Another/2011-09-01",
        f"{member}.Parameters.Key": "RejectReason",
        f"{member}.Parameters.Values": ["101"],
        f"{member}.Parameters.MapEntries.Key": "other",
        f"{member}.Parameters.MapEntries.Values": ["dog"],
    }


OTHERS: Final[Mapping[str, Value]] = {
    "Active": False,
    "AnswerKey": answer_key(7),
    "AssignmentDurationInSeconds": 900,
    "AssignmentId": other("rejected"),
    "AssignmentStatuses": ["Rejected"],
    "AutoApprovalDelayInSeconds": 60,
    "AutoGranted": True,
    "AutoGrantedValue": 3,
    "BonusAmount": "2.00",
    "Description": "another",
    "ExpireAt": 1_700_400_000,
    "HITId": other("scored"),
    "HITLayoutId": other("layout"),
    "HITLayoutParameters.Name": "word",
    "HITLayoutParameters.Value": "word",
    "HITTypeId": other("other type"),
    "IntegerValue": 77,
    "Keywords": "another",
    "LifetimeInSeconds": 7_200,
    "MaxAssignments": 2,
    "MaxResults": 1,
    "MessageText": "another",
    "MustBeOwnedByCaller": True,
    "MustBeRequestable": True,
    "Name": "Another",
    "NumberOfAdditionalAssignments": 2,
    "OverrideRejection": True,
    "PolicyLevels": ["HIT"],
    "QualificationRequestId": other("request AWORKER2"),
    "QualificationRequirements.ActionsGuarded": "PreviewAndAccept",
    "QualificationRequirements.Comparator": "LessThan",
    "QualificationRequirements.IntegerValues": [5],
    "QualificationRequirements.LocaleValues.Country": "CA",
    "QualificationRequirements.LocaleValues.Subdivision": "NY",
    "QualificationRequirements.QualificationTypeId": other("trained"),
    "QualificationRequirements.RequiredToPreview": True,
    "QualificationTypeId": other("asked"),
    "QualificationTypeStatus": "Inactive",
    "Query": "trained",
    "Question": OTHER_QUESTION,
    "QuestionIdentifier": "another",
    "Reason": "another",
    "RequesterAnnotation": "another",
    "RequesterFeedback": "another",
    "RetrieveActions": False,
    "RetrieveResults": False,
    "RetryDelayInSeconds": 5,
    "Revert": True,
    "Reward": "0.20",
    "SendNotification": False,
    "Status": "Reviewing",
    "Subject": "another",
    "Test": form("another"),
    "TestDurationInSeconds": 90,
    "TestEventType": "Nonsense",
    "Title": "Another",
    "UniqueRequestToken": "token",
    "WorkerId": "AWORKER2",
    "WorkerIds": ["AWORKER1", "AWORKER2"],
    "Notification.Destination": "http://127.0.0.1:9/another",
    "Notification.EventTypes": ["HITReviewable"],
    "Notification.Transport": "Email",
    "Notification.Version": "2006-05-05",
    **_policy("AssignmentReviewPolicy"),
    **_policy("HITReviewPolicy"),
    # where the value above would change nothing, because of the operation or its base
    "AssociateQualificationWithWorker WorkerId": "AWORKER1",
    "CreateWorkerBlock WorkerId": "AWORKER2",
    "DeleteHIT HITId": other("rejected hit"),
    "DeleteWorkerBlock WorkerId": "AWORKER4",
    "GetFileUploadURL AssignmentId": other("accepted"),
    "ListHITsForQualificationType QualificationTypeId": other("trained"),
    "ListReviewPolicyResultsForHIT HITId": other("open"),
    "ListWorkersWithQualificationType Status": "Revoked",
    "SendTestEventNotification Notification.EventTypes": ["Nonsense"],
    "SendTestEventNotification Notification.Version": "1999-01-01",
    "UpdateHITTypeOfHIT HITTypeId": other("other type"),
    "UpdateHITReviewStatus HITId": other("open"),
    "ListAssignmentsForHIT NextToken": next_page("list_assignments_for_hit", HITId="open"),
    "ListBonusPayments AssignmentId": other("approved"),
    "ListBonusPayments NextToken": next_page("list_bonus_payments", HITId="approved hit"),
    "ListHITs NextToken": next_page("list_hits"),
    "ListHITsForQualificationType NextToken": lambda room: room.page(
        "list_hits_for_qualification_type", QualificationTypeId="00000000000000000040"
    ),
    "ListQualificationRequests NextToken": next_page("list_qualification_requests"),
    "ListQualificationTypes NextToken": lambda room: room.page(
        "list_qualification_types", MustBeRequestable=False
    ),
    "ListReviewPolicyResultsForHIT NextToken": next_page(
        "list_review_policy_results_for_hit", HITId="scored"
    ),
    "ListReviewableHITs NextToken": next_page("list_reviewable_hits"),
    "ListWorkerBlocks NextToken": next_page("list_worker_blocks"),
    "ListWorkersWithQualificationType NextToken": next_page(
        "list_workers_with_qualification_type", QualificationTypeId="trained"
    ),
}
