"""How to provoke each documented error of the operations on qualifications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.marketplace.errors.cells_hits import NOBODY
from tests.marketplace.errors.desk import Arrange, Desk

_BAD_PAGE: Final = {"NextToken": "p1:made-up"}
_NEW: Final = {"Name": "Trained", "Description": "d", "QualificationTypeStatus": "Active"}


def _own_type_cells(**others: Any) -> Mapping[str, Arrange]:
    """Return the cells of an operation that only the owner of a type may call."""

    def cell(type_of: Callable[[Desk], str]) -> Arrange:
        def arrange(desk: Desk) -> dict[str, Any]:
            desk.worker()
            return {"QualificationTypeId": type_of(desk), **others}

        return arrange

    return {
        "InvalidQualificationTypeState": cell(Desk.disposing),
        "PermissionDenied": cell(lambda desk: desk.qualification(desk.stranger)),
        "QualificationTypeDoesNotExist": cell(lambda _: NOBODY),
    }


def _held(desk: Desk, worker_id: str = "AWORKER1") -> dict[str, Any]:
    members = {"QualificationTypeId": desk.qualification(), "WorkerId": desk.worker(worker_id)}
    desk.client.associate_qualification_with_worker(**members)
    return members


def _revoked(desk: Desk) -> dict[str, Any]:
    members = _held(desk)
    desk.client.disassociate_qualification_from_worker(**members)
    return members


def _never_held(desk: Desk) -> dict[str, Any]:
    return {"QualificationTypeId": desk.qualification(), "WorkerId": desk.worker()}


def _of_nobody(desk: Desk) -> dict[str, Any]:
    return {"QualificationTypeId": desk.qualification(), "WorkerId": "ANOBODY"}


def _decided(desk: Desk) -> dict[str, Any]:
    members = {"QualificationRequestId": desk.request(desk.qualification())}
    desk.client.accept_qualification_request(**members)
    return members


def _foreign_request(desk: Desk) -> dict[str, Any]:
    return {"QualificationRequestId": desk.request(desk.qualification(desk.stranger))}


def _taken(desk: Desk) -> dict[str, Any]:
    desk.qualification()
    return _NEW


_REQUEST_CELLS: Final[Mapping[str, Arrange]] = {
    "InvalidQualificationRequestState": _decided,
    "PermissionDenied": _foreign_request,
    "QualificationRequestDoesNotExist": lambda _: {"QualificationRequestId": NOBODY},
}
_TEST: Final = {"Test": "<QuestionForm>", "TestDurationInSeconds": 60}
_WRONG: Final[Mapping[str, Mapping[str, Any]]] = {
    "AWS.ParameterOutOfRange": {"RetryDelayInSeconds": 31_536_001},
    "InvalidParameterCombination": {"AnswerKey": "<AnswerKey/>"},
    "InvalidParameterValue": {"Description": "x" * 2_001},
    "XMLParseError": _TEST,
}


def _creating(members: Mapping[str, Any]) -> Arrange:
    return lambda _: {**_NEW, **members}


def _updating(members: Mapping[str, Any]) -> Arrange:
    return lambda desk: {"QualificationTypeId": desk.qualification(), **members}


CELLS: Final[Mapping[str, Mapping[str, Arrange]]] = {
    "CreateQualificationType": {
        **{key: _creating(members) for key, members in _WRONG.items()},
        "QualificationTypeAlreadyExists": _taken,
    },
    "UpdateQualificationType": {
        **_own_type_cells(),
        **{key: _updating(members) for key, members in _WRONG.items()},
    },
    "GetQualificationType": {
        "QualificationTypeDoesNotExist": lambda _: {"QualificationTypeId": NOBODY}
    },
    "ListQualificationTypes": {
        "InvalidParameterValue": lambda _: {"MustBeRequestable": False, **_BAD_PAGE}
    },
    "DeleteQualificationType": _own_type_cells(),
    "ListQualificationRequests": {
        **_own_type_cells(),
        "InvalidParameterValue": lambda _: _BAD_PAGE,
    },
    "AcceptQualificationRequest": _REQUEST_CELLS,
    "RejectQualificationRequest": _REQUEST_CELLS,
    "AssociateQualificationWithWorker": {
        **_own_type_cells(WorkerId="AWORKER1"),
        "InvalidParameterValue": _of_nobody,
    },
    "DisassociateQualificationFromWorker": {
        **_own_type_cells(WorkerId="AWORKER1"),
        "InvalidParameterValue": _of_nobody,
        "InvalidQualificationState": _revoked,
        "QualificationDoesNotExist": _never_held,
    },
    "GetQualificationScore": {
        **_own_type_cells(WorkerId="AWORKER1"),
        "InvalidQualificationState": _revoked,
        "QualificationDoesNotExist": _never_held,
    },
    "ListWorkersWithQualificationType": {
        **_own_type_cells(),
        "InvalidParameterValue": lambda desk: {
            "QualificationTypeId": desk.qualification(),
            **_BAD_PAGE,
        },
    },
}
