"""How to provoke each documented error of the operations on HITs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.marketplace.core_world import QUESTION
from tests.marketplace.errors.desk import Arrange, Desk

NOBODY: Final = "3NOSUCHTHING"
NEW_TYPE: Final = {
    "Title": "Label",
    "Description": "d",
    "Reward": "0.50",
    "AssignmentDurationInSeconds": 600,
}
NEW_HIT: Final = {"LifetimeInSeconds": 3_600, "Question": QUESTION}
PAST: Final = datetime(2015, 1, 1, tzinfo=UTC)
_BAD_HTML: Final = QUESTION.replace("<form></form>", "<p>AT&T</p>")
_BOTH_GUARDS: Final = {
    "QualificationTypeId": "00000000000000000040",
    "Comparator": "Exists",
    "ActionsGuarded": "Accept",
    "RequiredToPreview": True,
}


def requires(type_id: str) -> dict[str, Any]:
    return {"QualificationRequirements": [{"QualificationTypeId": type_id, "Comparator": "Exists"}]}


def next_year() -> datetime:
    return datetime.now(UTC) + timedelta(days=200)


def _question_cells(base: Arrange) -> Mapping[str, Arrange]:
    """Return the cells that CreateHIT and CreateHITWithHITType share."""

    def without_question(desk: Desk) -> dict[str, Any]:
        return {name: value for name, value in base(desk).items() if name != "Question"}

    def repeated(desk: Desk) -> dict[str, Any]:
        desk.hit(UniqueRequestToken="again")
        return {**base(desk), "UniqueRequestToken": "again"}

    def poor(desk: Desk) -> dict[str, Any]:
        members = dict(base(desk))
        desk.balance_is("0.59")
        return members

    layout = {"HITLayoutId": NOBODY}
    return {
        "AWS.MissingParameters": without_question,
        "AWS.ParameterOutOfRange": lambda desk: {**base(desk), "LifetimeInSeconds": 29},
        "HITLayoutDoesNotExist": lambda desk: {**without_question(desk), **layout},
        "HitAlreadyExists": repeated,
        "InsufficientFunds": poor,
        "InvalidParameterCombination": lambda desk: {**base(desk), **layout},
        "InvalidParameterValue": lambda desk: {**base(desk), "RequesterAnnotation": "x" * 256},
        "XHTMLParseError": lambda desk: {**base(desk), "Question": _BAD_HTML},
        "XMLParseError": lambda desk: {**base(desk), "Question": "<HTMLQuestion>"},
    }


def _new(_: Desk) -> dict[str, Any]:
    return {**NEW_TYPE, **NEW_HIT}


def _of_type(desk: Desk) -> dict[str, Any]:
    return {**NEW_HIT, "HITTypeId": desk.hit_type()}


def _inactive_in_use(desk: Desk) -> str:
    """Return a HIT type whose qualification type was switched off afterwards."""
    type_id = desk.qualification()
    hit_type_id = desk.hit_type(**requires(type_id))
    desk.client.update_qualification_type(
        QualificationTypeId=type_id, QualificationTypeStatus="Inactive"
    )
    return hit_type_id


def _requiring_deleted(desk: Desk) -> str:
    """Return a HIT whose qualification type is being disposed of."""
    type_id = desk.qualification()
    hit_id = desk.hit(**requires(type_id))
    desk.client.delete_qualification_type(QualificationTypeId=type_id)
    return hit_id


def _expired_and_poor(desk: Desk) -> dict[str, Any]:
    hit_id = desk.hit()
    desk.client.update_expiration_for_hit(HITId=hit_id, ExpireAt=PAST)
    desk.balance_is("0.00")
    return {"HITId": hit_id, "ExpireAt": next_year()}


def _expired_twice(desk: Desk) -> dict[str, Any]:
    members = {"HITId": desk.hit(), "ExpireAt": PAST}
    desk.client.update_expiration_for_hit(**members)
    return members


def _extended_twice(desk: Desk) -> dict[str, Any]:
    members = {
        "HITId": desk.hit(),
        "NumberOfAdditionalAssignments": 1,
        "UniqueRequestToken": "again",
    }
    desk.client.create_additional_assignments_for_hit(**members)
    return members


def _poor_extension(desk: Desk) -> dict[str, Any]:
    hit_id = desk.hit()
    desk.balance_is("0.00")
    return {"HITId": hit_id, "NumberOfAdditionalAssignments": 1}


def _old_hit(desk: Desk) -> dict[str, Any]:
    hit_id = desk.hit(LifetimeInSeconds=31_536_000)
    with desk.marketplace.acting() as scope:
        long_ago = int(datetime(2015, 7, 21, tzinfo=UTC).timestamp() * 1000)
        scope.tx.execute("UPDATE hits SET created_at = :at", {"at": long_ago})
    return {"HITId": hit_id, "NumberOfAdditionalAssignments": 1}


def _dearer_and_poor(desk: Desk) -> dict[str, Any]:
    hit_id, dearer = desk.hit(), desk.hit_type(Reward="5.00")
    desk.balance_is("5.39")
    return {"HITId": hit_id, "HITTypeId": dearer}


def _reviewing(desk: Desk) -> dict[str, Any]:
    hit_id = desk.hit()
    desk.done(hit_id, "AWORKER1")
    desk.client.update_hit_review_status(HITId=hit_id)
    return {"HITId": hit_id}


def _deleted(desk: Desk) -> dict[str, Any]:
    return {"HITId": desk.deleted_hit()[0]}


def _bad_page(_: Desk) -> dict[str, Any]:
    return {"NextToken": "p1:made-up"}


CELLS: Final[Mapping[str, Mapping[str, Arrange]]] = {
    "CreateHITType": {
        "AWS.ParameterOutOfRange": lambda _: {**NEW_TYPE, "AssignmentDurationInSeconds": 29},
        "InvalidParameterCombination": lambda _: {
            **NEW_TYPE,
            "QualificationRequirements": [_BOTH_GUARDS],
        },
        "InvalidParameterValue": lambda _: {**NEW_TYPE, "Title": "x" * 129},
        "InvalidQualificationTypeState": lambda desk: {**NEW_TYPE, **requires(desk.disposing())},
        "QualificationTypeDoesNotExist": lambda _: {**NEW_TYPE, **requires(NOBODY)},
    },
    "CreateHIT": {
        **_question_cells(_new),
        "InvalidQualificationTypeState": lambda desk: {
            **_new(desk),
            **requires(desk.disposing()),
        },
        "QualificationTypeDoesNotExist": lambda desk: {**_new(desk), **requires(NOBODY)},
    },
    "CreateHITWithHITType": {
        **_question_cells(_of_type),
        "InvalidQualificationTypeState": lambda desk: {
            **NEW_HIT,
            "HITTypeId": _inactive_in_use(desk),
        },
    },
    "GetHIT": {"HITDoesNotExist": lambda _: {"HITId": NOBODY}},
    "ListHITs": {"InvalidParameterValue": _bad_page},
    "ListReviewableHITs": {"InvalidParameterValue": _bad_page},
    "ListHITsForQualificationType": {
        "InvalidParameterValue": lambda desk: {
            **_bad_page(desk),
            "QualificationTypeId": desk.qualification(),
        }
    },
    "UpdateExpirationForHIT": {
        "AWS.ParameterOutOfRange": lambda desk: {
            "HITId": desk.hit(),
            "ExpireAt": datetime.now(UTC) + timedelta(hours=1),
        },
        "DuplicateCall": _expired_twice,
        "HITDoesNotExist": lambda _: {"HITId": NOBODY, "ExpireAt": PAST},
        "InsufficientFunds": _expired_and_poor,
        "InvalidHITState": lambda desk: {**_deleted(desk), "ExpireAt": next_year()},
        "InvalidQualificationTypeState": lambda desk: {
            "HITId": _requiring_deleted(desk),
            "ExpireAt": next_year(),
        },
    },
    "CreateAdditionalAssignmentsForHIT": {
        "AWS.ParameterOutOfRange": lambda desk: {
            "HITId": desk.hit(),
            "NumberOfAdditionalAssignments": 0,
        },
        "DuplicateCall": _extended_twice,
        "HITDoesNotExist": lambda _: {"HITId": NOBODY, "NumberOfAdditionalAssignments": 1},
        "HITTooOldForExtension": _old_hit,
        "InsufficientFunds": _poor_extension,
        "InvalidHITState": lambda desk: {**_deleted(desk), "NumberOfAdditionalAssignments": 1},
        "InvalidMaximumAssignmentsIncrease": lambda desk: {
            "HITId": desk.hit(MaxAssignments=9),
            "NumberOfAdditionalAssignments": 1,
        },
        "InvalidQualificationTypeState": lambda desk: {
            "HITId": _requiring_deleted(desk),
            "NumberOfAdditionalAssignments": 1,
        },
    },
    "UpdateHITTypeOfHIT": {
        "HITDoesNotExist": lambda desk: {"HITId": NOBODY, "HITTypeId": desk.hit_type()},
        "InsufficientFunds": _dearer_and_poor,
        "InvalidHITState": lambda desk: {**_deleted(desk), "HITTypeId": desk.hit_type()},
        "InvalidParameterValue": lambda desk: {"HITId": desk.hit(), "HITTypeId": NOBODY},
        "InvalidQualificationTypeState": lambda desk: {
            "HITId": desk.hit(),
            "HITTypeId": _inactive_in_use(desk),
        },
    },
    "UpdateHITReviewStatus": {
        "HITAlreadyPassedReview": _reviewing,
        "HITDoesNotExist": lambda _: {"HITId": NOBODY},
        "InvalidHITState": lambda desk: {"HITId": desk.hit()},
    },
    "DeleteHIT": {
        "HITDoesNotExist": lambda _: {"HITId": NOBODY},
        "InvalidHITState": lambda desk: {"HITId": desk.hit()},
    },
    "ListReviewPolicyResultsForHIT": {
        "HITDoesNotExist": lambda _: {"HITId": NOBODY},
        "InvalidParameterValue": lambda desk: {**_bad_page(desk), "HITId": desk.hit()},
    },
    "UpdateNotificationSettings": {
        "AWS.MissingParameters": lambda desk: {"HITTypeId": desk.hit_type(), "Active": True},
        "InvalidParameterValue": lambda _: {"HITTypeId": NOBODY, "Active": True},
        "InvalidTransportEndpoint": lambda desk: {
            "HITTypeId": desk.hit_type(),
            "Notification": notification(Destination="no address"),
        },
    },
    "SendTestEventNotification": {
        "InvalidParameterValue": lambda _: {
            "Notification": notification(Version="1999-01-01"),
            "TestEventType": "Ping",
        },
        "InvalidTransportEndpoint": lambda _: {
            "Notification": notification(Destination="no address"),
            "TestEventType": "Ping",
        },
    },
}


def notification(**changes: Any) -> dict[str, Any]:
    return {
        "Destination": "https://queue.example/1/q",
        "Transport": "SQS",
        "Version": "2014-08-15",
        "EventTypes": ["HITReviewable"],
        **changes,
    }
