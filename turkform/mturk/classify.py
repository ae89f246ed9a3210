"""What the end of one wire attempt proves (reliability reference 1.4)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from botocore import exceptions as wire

from turkform.core.outcomes import Outcome, OutcomeKind

# What a successful reply must carry: a captive portal's page parses as an empty success.
REQUIRED: Mapping[str, str] = {
    "GetAccountBalance": "AvailableBalance",
    "GetAssignment": "Assignment",
    "GetFileUploadURL": "FileUploadURL",
    "GetHIT": "HIT",
    "GetQualificationScore": "Qualification",
    "GetQualificationType": "QualificationType",
    "ListAssignmentsForHIT": "NumResults",
    "ListBonusPayments": "NumResults",
    "ListHITs": "NumResults",
    "ListHITsForQualificationType": "NumResults",
    "ListQualificationRequests": "NumResults",
    "ListQualificationTypes": "NumResults",
    "ListReviewableHITs": "NumResults",
    "ListWorkerBlocks": "NumResults",
    "ListWorkersWithQualificationType": "NumResults",
    "CreateHITType": "HITTypeId",
    "CreateHITWithHITType": "HIT",
    "CreateHIT": "HIT",
    "CreateQualificationType": "QualificationType",
    "UpdateQualificationType": "QualificationType",
    "NotifyWorkers": "NotifyWorkersFailureStatuses",
}
# What of a reply must be as it was asked for: a proxy may hand out the answer to another request.
_ECHOED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "CreateHITWithHITType": (("HIT", "HITTypeId"), ("HIT", "RequesterAnnotation")),
    "CreateQualificationType": (("QualificationType", "Name"),),
    "UpdateQualificationType": (("QualificationType", "QualificationTypeId"),),
    "GetHIT": (("HIT", "HITId"),),
    "GetAssignment": (("Assignment", "AssignmentId"),),
    "GetQualificationType": (("QualificationType", "QualificationTypeId"),),
}
_THROTTLED = frozenset({"ThrottlingException", "Throttling", "TooManyRequestsException"})
_UNSENT = (
    wire.ParamValidationError,
    wire.NoCredentialsError,
    wire.PartialCredentialsError,
    wire.ProfileNotFound,
    wire.EndpointConnectionError,
    wire.ConnectTimeoutError,
    wire.NoRegionError,
)


def of_reply(operation: str, parameters: Mapping[str, Any], reply: Mapping[str, Any]) -> Outcome:
    """A 2xx: done only with a request id, what must be there, and the object that was meant."""
    metadata = reply.get("ResponseMetadata", {})
    facts = _facts(metadata)
    problem = ""
    if not facts["request_id"]:
        problem = "the reply carries no request id; a proxy may have answered"
    elif REQUIRED.get(operation, "ResponseMetadata") not in reply:
        problem = f"the reply lacks {REQUIRED[operation]}"
    elif _foreign(operation, parameters, reply):
        problem = "the reply answers another request; a proxy may have mixed them up"
    if problem:
        return Outcome(OutcomeKind.UNKNOWN, message=problem, unusable=True, **facts)
    members = {name: value for name, value in reply.items() if name != "ResponseMetadata"}
    return Outcome(OutcomeKind.OK, members, **facts)


def of_write(operation: str, parameters: Mapping[str, Any], reply: Mapping[str, Any]) -> Outcome:
    """As `of_reply`; a write that the SDK repeated by itself is nothing to rely on."""
    outcome = of_reply(operation, parameters, reply)
    if not reply.get("ResponseMetadata", {}).get("RetryAttempts", 0):
        return outcome
    repeated = "the SDK sent the request more than once"
    return replace(outcome, kind=OutcomeKind.UNKNOWN, message=repeated)


def _foreign(operation: str, parameters: Mapping[str, Any], reply: Mapping[str, Any]) -> bool:
    if operation == "NotifyWorkers":
        asked = set(parameters.get("WorkerIds", ()))
        named = {one.get("WorkerId") for one in reply["NotifyWorkersFailureStatuses"]}
        return not named <= asked
    return any(
        member in reply[whole] and reply[whole][member] != parameters.get(member)
        for whole, member in _ECHOED.get(operation, ())
    )


def of_error(error: Exception) -> Outcome:
    """An exception of a call: refused, throttled, unsent or unknown."""
    if isinstance(error, wire.ClientError):
        return _of_client_error(error)
    kind = OutcomeKind.UNSENT if isinstance(error, _UNSENT) else OutcomeKind.UNKNOWN
    garbage = not isinstance(error, wire.BotoCoreError)
    name = type(error).__name__
    return Outcome(kind, code=name, message=str(error) or name, unusable=garbage)


def _of_client_error(error: wire.ClientError) -> Outcome:
    response: Mapping[str, Any] = error.response
    facts = _facts(response.get("ResponseMetadata", {}))
    code = str(response.get("Error", {}).get("Code", ""))
    message = str(response.get("Error", {}).get("Message") or response.get("message") or code)
    turk_code = str(response.get("TurkErrorCode", ""))
    return Outcome(
        _kind(code, facts["http_status"], facts["request_id"]),
        code=code,
        turk_code=turk_code,
        message=message,
        **facts,
    )


def _kind(code: str, status: int, request_id: str) -> OutcomeKind:
    spoken = bool(request_id) and not code.isdigit()
    if 400 <= status < 500 and spoken:
        return OutcomeKind.THROTTLED if code in _THROTTLED else OutcomeKind.REFUSED
    return OutcomeKind.UNKNOWN


def _facts(metadata: Mapping[str, Any]) -> dict[str, Any]:  # keyword arguments of two types
    headers = metadata.get("HTTPHeaders", {})
    return {
        "http_status": int(metadata.get("HTTPStatusCode", 0)),
        "request_id": str(headers.get("x-amzn-requestid") or metadata.get("RequestId", "")),
    }
