"""The limits of API reference 4 and 9: what lies on them is taken, what lies beyond is refused."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from tests.marketplace.core_world import QUESTION
from tests.marketplace.parameters.cases import BASES
from tests.marketplace.parameters.changing import with_value
from tests.marketplace.parameters.conftest import Rooms
from tests.marketplace.parameters.furniture import NOW_MS
from tests.marketplace.parameters.looking import call

YEAR: Final = 31_536_000
EXPIRES: Final = NOW_MS // 1000 + 86_400
LISTS: Final = sorted(operation for operation in BASES if operation.startswith("List"))
RULE: Final = {"QualificationTypeId": "00000000000000000040", "Comparator": "Exists"}


def text(length: int) -> str:
    return "ü" * length


def question(size: int) -> str:
    """Return a question of so many bytes, of fewer characters."""
    rest = size - len(QUESTION.encode())
    filled = "ü" * (rest // 2) + "x" * (rest % 2)
    return QUESTION.replace("<form>", f"<form>{filled}")


def integers(comparator: str, count: int) -> list[dict[str, Any]]:
    return [{**RULE, "Comparator": comparator, "IntegerValues": list(range(count))}]


def places(comparator: str, count: int) -> list[dict[str, Any]]:
    rule = {"QualificationTypeId": "00000000000000000071", "Comparator": comparator}
    codes = [f"{a}{b}" for a in "AB" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    return [{**rule, "LocaleValues": [{"Country": code} for code in codes[:count]]}]


def known(key: str, value: object) -> list[dict[str, Any]]:
    answers = [{"Key": "label", "Values": ["cat"]}]
    return [{"Key": "AnswerKey", "MapEntries": answers}, {"Key": key, "Values": [str(value)]}]


def plural(questions: int, **more: int) -> list[dict[str, Any]]:
    names = [f"q{number}" for number in range(questions)]
    given = {"QuestionAgreementThreshold": 50, **more}
    numbers = [{"Key": key, "Values": [str(value)]} for key, value in given.items()]
    return [{"Key": "QuestionIds", "Values": names}, *numbers]


def extending(**changes: int) -> list[dict[str, Any]]:
    usual = {
        "ExtendIfHITAgreementScoreIsLessThan": 50,
        "ExtendMaximumAssignments": 3,
        "ExtendMinimumTimeInSeconds": 60,
    }
    return plural(1, **{**usual, **changes})


KNOWN: Final = "AssignmentReviewPolicy.Parameters"
PLURAL: Final = "HITReviewPolicy.Parameters"
RULES: Final = "QualificationRequirements"
MONEY: Final = ([".5", "0.975", "$1", "-1", "1e2", "", "1,00"],)

# operation, parameter, values within the limits, values beyond them
LIMITS: Final[list[tuple[str, str, list[Any], list[Any]]]] = [
    ("CreateHIT", "Title", [text(1), text(128)], [text(129)]),
    ("CreateHIT", "Description", [text(2_000)], [text(2_001)]),
    ("CreateHIT", "Keywords", [text(1_000)], [text(1_001)]),
    ("CreateHIT", "Reward", ["0", "0.00", "1.", "12.5"], *MONEY),
    ("CreateHIT", "AssignmentDurationInSeconds", [30, YEAR], [29, YEAR + 1, -1]),
    ("CreateHIT", "LifetimeInSeconds", [30, YEAR], [29, YEAR + 1, -1]),
    ("CreateHIT", "AutoApprovalDelayInSeconds", [0, 2_592_000], [-1, 2_592_001]),
    ("CreateHIT", "MaxAssignments", [1], [0, 1_000_000_001]),
    ("CreateHIT", "RequesterAnnotation", [text(255)], [text(256)]),
    ("CreateHIT", "UniqueRequestToken", ["t", text(64)], ["", text(65)]),
    ("CreateHIT", "Question", [question(65_535)], [question(65_536), ""]),
    ("CreateHIT", RULES, [[], [RULE] * 10], [[RULE] * 11]),
    ("CreateHIT", RULES, [integers("In", 15), integers("EqualTo", 1)], [integers("In", 16)]),
    ("CreateHIT", RULES, [integers("Exists", 0)], [integers("Exists", 1), integers("In", 0)]),
    ("CreateHIT", RULES, [places("In", 30), places("NotIn", 30)], [places("In", 31)]),
    ("CreateHIT", RULES, [places("EqualTo", 1)], [places("EqualTo", 2), places("LessThan", 1)]),
    ("CreateHIT", KNOWN, [known("ApproveIfKnownAnswerScoreIsAtLeast", 101)], []),
    ("CreateHIT", KNOWN, [], [known("ApproveIfKnownAnswerScoreIsAtLeast", 102)]),
    ("CreateHIT", KNOWN, [known("ExtendMaximumAssignments", 25)], []),
    ("CreateHIT", KNOWN, [], [known("ExtendMaximumAssignments", one) for one in (1, 26)]),
    ("CreateHIT", KNOWN, [], [known("ExtendMinimumTimeInSeconds", one) for one in (59, YEAR + 1)]),
    ("CreateHIT", PLURAL, [plural(15)], [plural(16), plural(0)]),
    ("CreateHIT", PLURAL, [extending()], [extending(ExtendIfHITAgreementScoreIsLessThan=0)]),
    ("CreateHIT", PLURAL, [extending(ExtendMinimumTimeInSeconds=YEAR)], []),
    ("CreateHIT", PLURAL, [], [extending(ExtendMinimumTimeInSeconds=59)]),
    ("CreateAdditionalAssignmentsForHIT", "NumberOfAdditionalAssignments", [1], [0, 10**9 + 1]),
    ("UpdateExpirationForHIT", "ExpireAt", [EXPIRES + 60, EXPIRES + YEAR], []),
    ("UpdateExpirationForHIT", "ExpireAt", [0], [EXPIRES, EXPIRES + 59, EXPIRES + YEAR + 1]),
    ("UpdateExpirationForHIT", "ExpireAt", [NOW_MS // 1000], [EXPIRES - 1, EXPIRES - 80_000]),
    ("RejectAssignment", "RequesterFeedback", ["", "\t\n\r", text(1_024)], [text(1_025)]),
    ("RejectAssignment", "RequesterFeedback", [], ["\b", "\v", "\f", "\x0e", "\x1f"]),
    ("NotifyWorkers", "Subject", [text(200)], [text(201)]),
    ("NotifyWorkers", "MessageText", [text(4_096)], [text(4_097)]),
    ("NotifyWorkers", "WorkerIds", [[f"A{one}" for one in range(100)]], [[]]),
    ("NotifyWorkers", "WorkerIds", [], [[f"A{one}" for one in range(101)]]),
    ("SendBonus", "BonusAmount", ["0.01", "1.", "2"], *MONEY),
    ("CreateQualificationType", "Description", [text(2_000)], [text(2_001)]),
    ("CreateQualificationType", "Keywords", [text(1_000)], [text(1_001)]),
    *((operation, "MaxResults", [1, 100], [0, 101]) for operation in LISTS),
    *((operation, "NextToken", [], ["", "p1:x", text(256)]) for operation in LISTS),
]


WITHIN: Final = [(*row[:2], value) for row in LIMITS for value in row[2]]
BEYOND: Final = [(*row[:2], value) for row in LIMITS for value in row[3]]


def brief(value: object) -> str:
    return repr(value)[:30]


def answer(rooms: Rooms, operation: str, path: str, value: Any) -> dict[str, Any]:
    with rooms() as here:
        members = with_value(BASES[operation](here), path.split("."), value)
        reply: dict[str, Any] = json.loads(call(here.desk, operation, members))
        return reply


@pytest.mark.parametrize(("operation", "path", "value"), WITHIN, ids=brief)
def test_a_value_on_a_limit_is_taken(rooms: Rooms, operation: str, path: str, value: Any) -> None:
    assert "__type" not in answer(rooms, operation, path, value)


@pytest.mark.parametrize(("operation", "path", "value"), BEYOND, ids=brief)
def test_a_value_beyond_a_limit_is_refused(
    rooms: Rooms, operation: str, path: str, value: Any
) -> None:
    kinds = {
        "ParameterValidationError",
        "ValidationException",
        "InvalidParameterCombinationError",
    }
    assert answer(rooms, operation, path, value)["__type"] in kinds
