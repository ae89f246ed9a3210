"""The documented errors of each operation, and how each of them looks (API reference 3-14).

A cell is an operation and a key: a TurkErrorCode without its `AWS.MechanicalTurk.` prefix, or the
`__type` of an error that has none. Every cell must be shown by an arrangement in `cells_*.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PREFIX: Final = "AWS.MechanicalTurk."

# what every operation can answer, whatever it is asked
EVERYWHERE: Final = (
    "ServiceFault",
    "ThrottlingException",
    "AWS.AccountNotLinked",
    "AccessDeniedException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
)

_QUESTION: Final = (
    "AWS.MissingParameters",
    "AWS.ParameterOutOfRange",
    "HITLayoutDoesNotExist",
    "HitAlreadyExists",
    "InsufficientFunds",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidQualificationTypeState",
    "XHTMLParseError",
    "XMLParseError",
)
_OWN_TYPE: Final = (
    "InvalidQualificationTypeState",
    "PermissionDenied",
    "QualificationTypeDoesNotExist",
)

TABLE: Final[Mapping[str, tuple[str, ...]]] = {
    # HIT types and HITs
    "CreateHITType": (
        "AWS.ParameterOutOfRange",
        "InvalidParameterCombination",
        "InvalidParameterValue",
        "InvalidQualificationTypeState",
        "QualificationTypeDoesNotExist",
    ),
    "CreateHIT": (*_QUESTION, "QualificationTypeDoesNotExist"),
    "CreateHITWithHITType": _QUESTION,
    "GetHIT": ("HITDoesNotExist",),
    "ListHITs": ("InvalidParameterValue",),
    "ListReviewableHITs": ("InvalidParameterValue",),
    "ListHITsForQualificationType": ("InvalidParameterValue",),
    "UpdateExpirationForHIT": (
        "AWS.ParameterOutOfRange",
        "DuplicateCall",
        "HITDoesNotExist",
        "InsufficientFunds",
        "InvalidHITState",
        "InvalidQualificationTypeState",
    ),
    "CreateAdditionalAssignmentsForHIT": (
        "AWS.ParameterOutOfRange",
        "DuplicateCall",
        "HITDoesNotExist",
        "HITTooOldForExtension",
        "InsufficientFunds",
        "InvalidHITState",
        "InvalidMaximumAssignmentsIncrease",
        "InvalidQualificationTypeState",
    ),
    "UpdateHITTypeOfHIT": (
        "HITDoesNotExist",
        "InsufficientFunds",
        "InvalidHITState",
        "InvalidParameterValue",
        "InvalidQualificationTypeState",
    ),
    "UpdateHITReviewStatus": ("HITAlreadyPassedReview", "HITDoesNotExist", "InvalidHITState"),
    "DeleteHIT": ("HITDoesNotExist", "InvalidHITState"),
    "GetFileUploadURL": ("AssignmentDoesNotExist", "InvalidParameterValue"),
    "ListReviewPolicyResultsForHIT": ("HITDoesNotExist", "InvalidParameterValue"),
    # assignments, bonuses, blocks, mail, balance
    "GetAssignment": ("AssignmentDoesNotExist", "InvalidAssignmentState"),
    "ListAssignmentsForHIT": ("HITDoesNotExist", "InvalidParameterValue"),
    "ApproveAssignment": (
        "AssignmentDoesNotExist",
        "InsufficientFunds",
        "InvalidAssignmentState",
        "InvalidParameterValue",
    ),
    "RejectAssignment": (
        "AssignmentDoesNotExist",
        "InvalidAssignmentState",
        "InvalidParameterValue",
    ),
    "SendBonus": (
        "AssignmentDoesNotExist",
        "DuplicateCall",
        "InsufficientFunds",
        "InvalidHITState",
        "InvalidParameterValue",
    ),
    "ListBonusPayments": (
        "AWS.MissingParameters",
        "AssignmentDoesNotExist",
        "HITDoesNotExist",
        "InvalidParameterCombination",
        "InvalidParameterValue",
    ),
    "CreateWorkerBlock": ("InvalidParameterValue",),
    "DeleteWorkerBlock": ("InvalidWorkerId",),
    "ListWorkerBlocks": ("InvalidParameterValue",),
    "NotifyWorkers": ("AWS.ParameterOutOfRange", "InvalidParameterValue"),
    "GetAccountBalance": (),
    # qualifications
    "CreateQualificationType": (
        "AWS.ParameterOutOfRange",
        "InvalidParameterCombination",
        "InvalidParameterValue",
        "QualificationTypeAlreadyExists",
        "XMLParseError",
    ),
    "UpdateQualificationType": (
        *_OWN_TYPE,
        "AWS.ParameterOutOfRange",
        "InvalidParameterCombination",
        "InvalidParameterValue",
        "XMLParseError",
    ),
    "GetQualificationType": ("QualificationTypeDoesNotExist",),
    "ListQualificationTypes": ("InvalidParameterValue",),
    "DeleteQualificationType": _OWN_TYPE,
    "ListQualificationRequests": (*_OWN_TYPE, "InvalidParameterValue"),
    "AcceptQualificationRequest": (
        "InvalidQualificationRequestState",
        "PermissionDenied",
        "QualificationRequestDoesNotExist",
    ),
    "RejectQualificationRequest": (
        "InvalidQualificationRequestState",
        "PermissionDenied",
        "QualificationRequestDoesNotExist",
    ),
    "AssociateQualificationWithWorker": (*_OWN_TYPE, "InvalidParameterValue"),
    "DisassociateQualificationFromWorker": (
        *_OWN_TYPE,
        "InvalidParameterValue",
        "InvalidQualificationState",
        "QualificationDoesNotExist",
    ),
    "GetQualificationScore": (
        *_OWN_TYPE,
        "InvalidQualificationState",
        "QualificationDoesNotExist",
    ),
    "ListWorkersWithQualificationType": (*_OWN_TYPE, "InvalidParameterValue"),
    # notifications
    "UpdateNotificationSettings": (
        "AWS.MissingParameters",
        "InvalidParameterValue",
        "InvalidTransportEndpoint",
    ),
    "SendTestEventNotification": ("InvalidParameterValue", "InvalidTransportEndpoint"),
}

# Codes of API reference 3.4 that no operation of 2017-01-17 can answer, and why.
ELSEWHERE: Final[Mapping[str, str]] = {
    "AssignmentAlreadyExists": "a worker accepts a HIT twice: no requester's operation",
    "QualificationAlreadyExists": "granting again overwrites the value (5.3)",
    "PermissionDeniedException": "another spelling of PermissionDenied",
    "DoesNotMeetRequirements": "a worker accepts a HIT: no requester's operation",
    "QualificationTypeRetryDelayNotElapsed": "a worker requests a qualification",
    "QualificationTypeDoesNotAllowRetake": "a worker requests a qualification",
    "ExceedsMaxAssignmentsPerWorker": "a worker accepts a HIT",
    "NoMoreWorkableHITsInGroupException": "a worker accepts a HIT",
    "NoHITsAvailableInGroupException": "a worker accepts a HIT",
    "NoHITsAvailableForIterator": "a worker accepts a HIT",
    "AWS.BadCredentialSupplied": "UnrecognizedClientException since Signature Version 4",
    "AWS.BadClaimsSupplied": "InvalidSignatureException since Signature Version 4",
    "AWS.NotAuthorized": "AccessDeniedException since Signature Version 4",
}

# All codes of API reference 3.4, confirmed and legacy.
REFERENCE_CODES: Final = (
    *("HITDoesNotExist", "AssignmentDoesNotExist", "QualificationDoesNotExist"),
    *("QualificationTypeAlreadyExists", "InvalidAssignmentState", "HitAlreadyExists"),
    *("InvalidMaximumAssignmentsIncrease", "HITTooOldForExtension", "AWS.AccountNotLinked"),
    *("QualificationRequestDoesNotExist", "QualificationTypeDoesNotExist"),
    *("HITLayoutDoesNotExist", "InvalidHITState", "InvalidQualificationTypeState"),
    *("InvalidQualificationState", "InvalidQualificationRequestState", "HITAlreadyPassedReview"),
    *("AssignmentAlreadyExists", "QualificationAlreadyExists", "PermissionDenied"),
    *("PermissionDeniedException", "DoesNotMeetRequirements"),
    *("QualificationTypeRetryDelayNotElapsed", "QualificationTypeDoesNotAllowRetake"),
    *("XMLParseError", "XHTMLParseError", "InvalidTransportEndpoint", "InvalidParameterValue"),
    *("ExceedsMaxAssignmentsPerWorker", "InsufficientFunds"),
    *("NoMoreWorkableHITsInGroupException", "NoHITsAvailableInGroupException"),
    *("NoHITsAvailableForIterator", "DuplicateCall", "AWS.ParameterOutOfRange"),
    *("AWS.MissingParameters", "AWS.BadCredentialSupplied", "AWS.BadClaimsSupplied"),
    "AWS.NotAuthorized",
)


@dataclass(frozen=True)
class Looks:
    """How an error arrives: `__type`, TurkErrorCode, and a pattern of the text without stamp."""

    kind: str
    code: str | None
    text: str
    stamped: bool = True


def _business(key: str, text: str) -> Looks:
    return Looks("RequestError", PREFIX + key, text)


def _parameter(key: str, text: str) -> Looks:
    code = key if key.startswith("AWS.") else PREFIX + key
    return Looks("ParameterValidationError", code, text)


def _front(kind: str, text: str) -> Looks:
    return Looks(kind, None, text, stamped=False)


_STATUS_OF: Final = r"This operation can be called with a status of: [A-Z]\w+(,\s?[A-Z]\w+)*"
_HIT_STATE: Final = rf"This HIT is currently in the state '[A-Z]\w+'\.  {_STATUS_OF}"

LOOKS: Final[Mapping[str, Looks]] = {
    "HITDoesNotExist": _business("HITDoesNotExist", r"Hit \w+ does not exist\."),
    "AssignmentDoesNotExist": _business(
        "AssignmentDoesNotExist", r"Assignment \w+ does not exist\."
    ),
    "InvalidAssignmentState": _business("InvalidAssignmentState", _STATUS_OF),
    "InvalidHITState": _business("InvalidHITState", _HIT_STATE),
    "HITAlreadyPassedReview": _business("HITAlreadyPassedReview", _HIT_STATE),
    "InvalidQualificationState": _business(
        "InvalidQualificationState", "This operation can be called with a status of: Granted"
    ),
    "InvalidQualificationRequestState": _business("InvalidQualificationRequestState", _STATUS_OF),
    "InvalidQualificationTypeState": _business("InvalidQualificationTypeState", _STATUS_OF),
    "QualificationDoesNotExist": _business(
        "QualificationDoesNotExist", r"You requested a Qualification that does not exist\."
    ),
    "QualificationTypeDoesNotExist": _business(
        "QualificationTypeDoesNotExist", r"QualificationType \w+ does not exist\."
    ),
    "QualificationRequestDoesNotExist": _business(
        "QualificationRequestDoesNotExist", r"QualificationRequest \w+ does not exist\."
    ),
    "HITLayoutDoesNotExist": _business("HITLayoutDoesNotExist", r"HITLayout \w+ does not exist\."),
    "QualificationTypeAlreadyExists": _business(
        "QualificationTypeAlreadyExists",
        r"You have already created a QualificationType with this name\. A QualificationType's "
        r"name must be unique among all of the QualificationTypes created by the same user\.",
    ),
    "HitAlreadyExists": _business("HitAlreadyExists", r'The HIT with ID "\w+" already exists\.'),
    "DuplicateCall": _business(
        "DuplicateCall", r'The idempotency token ".+" has already been processed\.'
    ),
    "InsufficientFunds": _business(
        "InsufficientFunds",
        r"This Requester has insufficient funds in their account to complete this transaction\. "
        r"Please visit https://requester\.mturk\.com/prepayments/new to purchase Prepaid HITs\.",
    ),
    "InvalidMaximumAssignmentsIncrease": _business("InvalidMaximumAssignmentsIncrease", ".+"),
    "HITTooOldForExtension": _business("HITTooOldForExtension", ".+July 22, 2015.+"),
    "PermissionDenied": _business(
        "PermissionDenied", r"This user is not authorized to perform the requested operation\."
    ),
    "AWS.AccountNotLinked": Looks(
        "RequestError",
        "AWS.AccountNotLinked",
        r"To use the MTurk API, you will need an Amazon Web Services \(AWS\) Account\. Your AWS "
        r"account must be linked to your Amazon Mechanical Turk Account\. Visit "
        r"https://requestersandbox\.mturk\.com/developer to get started\.",
    ),
    "AWS.ParameterOutOfRange": _parameter(
        "AWS.ParameterOutOfRange",
        r"The value -?\d+ is invalid for \w+\. Valid values range from \d+ to \d+\.",
    ),
    "AWS.MissingParameters": _parameter("AWS.MissingParameters", r"The request must include .+\."),
    "InvalidParameterValue": _parameter(
        "InvalidParameterValue", r'(?s)The value ".*" is not valid for the parameter \w+\.'
    ),
    "InvalidWorkerId": Looks(
        "ParameterValidationError", PREFIX + "InvalidParameterValue", r"WorkerId is invalid\."
    ),
    "InvalidTransportEndpoint": _parameter(
        "InvalidTransportEndpoint", r'The value ".*" is not a valid (SQS|SNS|Email) endpoint.*\.'
    ),
    "XMLParseError": _parameter(
        "XMLParseError",
        r"There was an error parsing the XML question or answer data in your request\. Please "
        r"make sure the data is well-formed and validates against the appropriate schema\. "
        r"Details: .+",
    ),
    "XHTMLParseError": _parameter(
        "XHTMLParseError",
        r"There was an error parsing the HTML5 data in your request\. Please make sure the data "
        r"is well-formed and validates as HTML5\. Details: Errors: <! \[\d+,\d+\] .+ !>",
    ),
    "InvalidParameterCombination": Looks(
        "InvalidParameterCombinationError",
        PREFIX + "InvalidParameterCombination",
        r"The combination of parameters supplied to the request is invalid: \w+(, \w+)+\.",
    ),
    "ServiceFault": Looks("ServiceFault", PREFIX + "ServiceFault", ".+"),
    "ThrottlingException": _front("ThrottlingException", "Rate exceeded"),
    "AccessDeniedException": _front(
        "AccessDeniedException", r"User: arn:aws:iam:.* is not authorized to perform: .+"
    ),
    "UnrecognizedClientException": _front(
        "UnrecognizedClientException", r"The security token included in the request is invalid\."
    ),
    "InvalidSignatureException": _front(
        "InvalidSignatureException", "The request signature we calculated does not match .+"
    ),
}
