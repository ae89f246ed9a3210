"""How to provoke each documented error of assignments, bonuses, blocks and messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.marketplace.errors.cells_hits import NOBODY
from tests.marketplace.errors.desk import Arrange, Desk

_BAD_PAGE: Final = {"NextToken": "p1:made-up"}


def _accepted(desk: Desk) -> dict[str, Any]:
    return {"AssignmentId": desk.accept(desk.hit(), "AWORKER1")}


def _done(desk: Desk) -> dict[str, Any]:
    return {"AssignmentId": desk.done(desk.hit(), "AWORKER1")}


def _approved(desk: Desk) -> dict[str, Any]:
    members = _done(desk)
    desk.client.approve_assignment(**members)
    return members


def _rejected_and_poor(desk: Desk) -> dict[str, Any]:
    members = _done(desk)
    desk.client.reject_assignment(**members, RequesterFeedback="no")
    desk.balance_is("0.59")
    return {**members, "OverrideRejection": True}


def _bonus(desk: Desk, **changes: Any) -> dict[str, Any]:
    return {
        **_done(desk),
        "WorkerId": "AWORKER1",
        "BonusAmount": "1.00",
        "Reason": "careful",
        **changes,
    }


def _repeated_bonus(desk: Desk) -> dict[str, Any]:
    members = _bonus(desk, UniqueRequestToken="again")
    desk.client.send_bonus(**members)
    return members


def _bonus_of_deleted(desk: Desk) -> dict[str, Any]:
    return {**_bonus(desk), "AssignmentId": desk.deleted_hit()[1]}


def _poor_bonus(desk: Desk) -> dict[str, Any]:
    members = _bonus(desk)
    desk.balance_is("1.19")
    return members


CELLS: Final[Mapping[str, Mapping[str, Arrange]]] = {
    "GetAssignment": {
        "AssignmentDoesNotExist": lambda _: {"AssignmentId": NOBODY},
        "InvalidAssignmentState": _accepted,
    },
    "ListAssignmentsForHIT": {
        "HITDoesNotExist": lambda _: {"HITId": NOBODY},
        "InvalidParameterValue": lambda desk: {"HITId": desk.hit(), **_BAD_PAGE},
    },
    "ApproveAssignment": {
        "AssignmentDoesNotExist": lambda _: {"AssignmentId": NOBODY},
        "InsufficientFunds": _rejected_and_poor,
        "InvalidAssignmentState": _approved,
        "InvalidParameterValue": lambda desk: {**_done(desk), "RequesterFeedback": "\x07"},
    },
    "RejectAssignment": {
        "AssignmentDoesNotExist": lambda _: {"AssignmentId": NOBODY, "RequesterFeedback": "no"},
        "InvalidAssignmentState": lambda desk: {**_approved(desk), "RequesterFeedback": "no"},
        "InvalidParameterValue": lambda desk: {**_done(desk), "RequesterFeedback": "x" * 1_025},
    },
    "GetFileUploadURL": {
        "AssignmentDoesNotExist": lambda _: {"AssignmentId": NOBODY, "QuestionIdentifier": "q"},
        "InvalidParameterValue": lambda desk: {**_done(desk), "QuestionIdentifier": "q"},
    },
    "SendBonus": {
        "AssignmentDoesNotExist": lambda desk: _bonus(desk, **_accepted(desk)),
        "DuplicateCall": _repeated_bonus,
        "InsufficientFunds": _poor_bonus,
        "InvalidHITState": _bonus_of_deleted,
        "InvalidParameterValue": lambda desk: _bonus(desk, WorkerId="ANOBODY"),
    },
    "ListBonusPayments": {
        "AWS.MissingParameters": lambda _: {},
        "AssignmentDoesNotExist": lambda _: {"AssignmentId": NOBODY},
        "HITDoesNotExist": lambda _: {"HITId": NOBODY},
        "InvalidParameterCombination": lambda _: {"HITId": NOBODY, "AssignmentId": NOBODY},
        "InvalidParameterValue": lambda desk: {"HITId": desk.hit(), **_BAD_PAGE},
    },
    "CreateWorkerBlock": {
        "InvalidParameterValue": lambda _: {"WorkerId": "ANOBODY", "Reason": "spam"}
    },
    "DeleteWorkerBlock": {"InvalidWorkerId": lambda _: {"WorkerId": "ANOBODY"}},
    "ListWorkerBlocks": {"InvalidParameterValue": lambda _: _BAD_PAGE},
    "NotifyWorkers": {
        "AWS.ParameterOutOfRange": lambda _: {
            "Subject": "s",
            "MessageText": "t",
            "WorkerIds": [f"AWORKER{number}" for number in range(101)],
        },
        "InvalidParameterValue": lambda desk: {
            "Subject": "x" * 201,
            "MessageText": "t",
            "WorkerIds": [desk.worker()],
        },
    },
    "GetAccountBalance": {},
}
