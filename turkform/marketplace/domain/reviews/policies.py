"""The two review policies and their parameters (API reference 9.1, 9.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from turkform.marketplace.domain.limits import YEAR_S
from turkform.marketplace.domain.reviews.given import Answer, answer
from turkform.marketplace.json_types import Json, JsonObject
from turkform.marketplace.protocol.errors import (
    invalid_value,
    out_of_range,
    parameter_validation_error,
)

KNOWN_ANSWERS: Final = "ScoreMyKnownAnswers/2011-09-01"
PLURALITY: Final = "SimplePlurality/2011-09-01"
QUESTIONS: Final = 15
NEVER: Final = 101
DEFAULT_MOST: Final = 5
_EXTENSIONS: Final = ("ExtendMaximumAssignments", "ExtendMinimumTimeInSeconds")
_WHOLE: Final = re.compile(r"[0-9]{1,9}")
_BOOLEANS: Final = {"T": True, "true": True, "F": False, "false": False}
_KNOWN_KEYS: Final = frozenset(
    {
        "AnswerKey",
        "ApproveIfKnownAnswerScoreIsAtLeast",
        "ApproveReason",
        "RejectIfKnownAnswerScoreIsLessThan",
        "RejectReason",
        "ExtendIfKnownAnswerScoreIsLessThan",
        *_EXTENSIONS,
    }
)
_PLURALITY_KEYS: Final = frozenset(
    {
        "QuestionIds",
        "QuestionAgreementThreshold",
        "DisregardAssignmentIfRejected",
        "DisregardAssignmentIfKnownAnswerScoreIsLessThan",
        "ExtendIfHITAgreementScoreIsLessThan",
        "ApproveIfWorkerAgreementScoreIsAtLeast",
        "RejectIfWorkerAgreementScoreIsLessThan",
        "RejectReason",
        *_EXTENSIONS,
    }
)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """From which score on work is approved, below which it is rejected, and what workers read."""

    approve_at_least: int | None
    reject_below: int | None
    approve_reason: str | None
    reject_reason: str | None

    def of(self, score: int) -> str | None:
        """Return `approve`, `reject` or None; approval wins where both hold."""
        if self.approve_at_least is not None and score >= self.approve_at_least:
            return "approve"
        if self.reject_below is not None and score < self.reject_below:
            return "reject"
        return None


@dataclass(frozen=True, slots=True)
class Extension:
    """One more assignment below a score, up to `most` in all, with `seconds` of more time."""

    below: int
    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """ScoreMyKnownAnswers: compares each submission with the answers of `key`."""

    key: Mapping[str, Answer]
    verdicts: Verdicts
    extension: Extension | None


@dataclass(frozen=True, slots=True)
class Plurality:
    """SimplePlurality: looks for answers that more than `threshold` percent of workers gave."""

    questions: tuple[str, ...]
    threshold: int
    disregard_rejected: bool
    disregard_below: int | None
    verdicts: Verdicts
    extension: Extension | None


def known_answers(policy: Mapping[str, Json]) -> KnownAnswers:
    """Read an assignment-level policy; refuses wrong parameters (ParameterValidationError)."""
    given = _parameters(policy, "AssignmentReviewPolicy", KNOWN_ANSWERS, _KNOWN_KEYS)
    verdicts = _verdicts(given, "KnownAnswerScore", NEVER)
    extension = _extension(given, "ExtendIfKnownAnswerScoreIsLessThan", (0, NEVER), (2, 25))
    return KnownAnswers(_answer_key(given), verdicts, extension)


def plurality(policy: Mapping[str, Json]) -> Plurality:
    """Read a HIT-level policy; refuses wrong parameters (ParameterValidationError)."""
    given = _parameters(policy, "HITReviewPolicy", PLURALITY, _PLURALITY_KEYS)
    condition = "ExtendIfHITAgreementScoreIsLessThan"
    for name in _EXTENSIONS:
        if condition in given and name not in given:
            raise _missing(name)
    threshold = _number(given, "QuestionAgreementThreshold", 0, 100)
    if threshold is None:
        raise _missing("QuestionAgreementThreshold")
    return Plurality(
        questions=_questions(given),
        threshold=threshold,
        disregard_rejected=_boolean(given, "DisregardAssignmentIfRejected"),
        disregard_below=_number(given, "DisregardAssignmentIfKnownAnswerScoreIsLessThan", 0, NEVER),
        verdicts=_verdicts(given, "WorkerAgreementScore", NEVER),
        extension=_extension(given, condition, (1, 100), (2, 1_000_000_000)),
    )


def _parameters(
    policy: Mapping[str, Json], member: str, name: str, allowed: frozenset[str]
) -> Mapping[str, JsonObject]:
    if policy["PolicyName"] != name:
        raise invalid_value(f"{member}.PolicyName", policy["PolicyName"])
    found: dict[str, JsonObject] = {}
    for one in cast("list[JsonObject]", policy.get("Parameters", [])):
        key = str(one.get("Key", ""))
        if key not in allowed or key in found:
            raise invalid_value(f"{member}.Parameters.Key", key)
        found[key] = one
    return found


def _answer_key(given: Mapping[str, JsonObject]) -> Mapping[str, Answer]:
    entries = cast("list[JsonObject]", given.get("AnswerKey", {}).get("MapEntries", []))
    if not entries:
        raise _missing("AnswerKey")
    key: dict[str, Answer] = {}
    for entry in entries:
        question = str(entry.get("Key", "")).strip()
        values = answer(_values(entry))
        if not question or question in key or not values:
            raise invalid_value("AnswerKey", question)
        key[question] = values
    return key


def _questions(given: Mapping[str, JsonObject]) -> tuple[str, ...]:
    """Return the question ids, which may come one by one or with commas between them."""
    listed = _values(given.get("QuestionIds", {}))
    names = [name.strip() for one in listed for name in one.split(",") if name.strip()]
    if not names:
        raise _missing("QuestionIds")
    if len(names) > QUESTIONS:
        raise out_of_range("QuestionIds", len(names), 1, QUESTIONS)
    return tuple(dict.fromkeys(names))


def _verdicts(given: Mapping[str, JsonObject], score: str, most: int) -> Verdicts:
    return Verdicts(
        approve_at_least=_number(given, f"ApproveIf{score}IsAtLeast", 0, most),
        reject_below=_number(given, f"RejectIf{score}IsLessThan", 0, most),
        approve_reason=_text(given, "ApproveReason"),
        reject_reason=_text(given, "RejectReason"),
    )


def _extension(
    given: Mapping[str, JsonObject], condition: str, scores: tuple[int, int], most: tuple[int, int]
) -> Extension | None:
    below = _number(given, condition, *scores)
    assignments = _number(given, "ExtendMaximumAssignments", *most)
    seconds = _number(given, "ExtendMinimumTimeInSeconds", 60, YEAR_S)
    if below is None:
        return None
    return Extension(below, DEFAULT_MOST if assignments is None else assignments, seconds or 0)


def _number(given: Mapping[str, JsonObject], name: str, low: int, high: int) -> int | None:
    text = _text(given, name)
    if text is None:
        return None
    if not _WHOLE.fullmatch(text):
        raise invalid_value(name, text)
    if not low <= int(text) <= high:
        raise out_of_range(name, text, low, high)
    return int(text)


def _boolean(given: Mapping[str, JsonObject], name: str) -> bool:
    text = _text(given, name)
    if text is not None and text not in _BOOLEANS:
        raise invalid_value(name, text)
    return text is not None and _BOOLEANS[text]


def _text(given: Mapping[str, JsonObject], name: str) -> str | None:
    if name not in given:
        return None
    values = _values(given[name])
    if len(values) != 1:
        raise invalid_value(name, ", ".join(values))
    return values[0].strip()


def _values(parameter: Mapping[str, Json]) -> Sequence[str]:
    return cast("list[str]", parameter.get("Values", []))


def _missing(name: str) -> Exception:
    return parameter_validation_error(
        "AWS.MissingParameters", f"The review policy must have the parameter {name}."
    )
