"""Review policies as they are sent; numbers travel as strings (API reference 9)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from turkform.core.json_types import Json
from turkform.kinds.hit.review_spec import KnownAnswersSpec, PluralitySpec, ReviewSpec

_KNOWN = {
    "approve_at_least": "ApproveIfKnownAnswerScoreIsAtLeast",
    "approve_reason": "ApproveReason",
    "reject_below": "RejectIfKnownAnswerScoreIsLessThan",
    "reject_reason": "RejectReason",
    "extend_below": "ExtendIfKnownAnswerScoreIsLessThan",
}
_PLURALITY = {
    "agreement_above": "QuestionAgreementThreshold",
    "disregard_rejected": "DisregardAssignmentIfRejected",
    "disregard_below": "DisregardAssignmentIfKnownAnswerScoreIsLessThan",
    "extend_below": "ExtendIfHITAgreementScoreIsLessThan",
    "approve_at_least": "ApproveIfWorkerAgreementScoreIsAtLeast",
    "reject_below": "RejectIfWorkerAgreementScoreIsLessThan",
    "reject_reason": "RejectReason",
}
_EXTENSION = {
    "extend_to": "ExtendMaximumAssignments",
    "extend_by": "ExtendMinimumTimeInSeconds",
}
Render = Callable[[str], str]


def review_policies(review: ReviewSpec, render: Render) -> dict[str, Json]:
    """`AssignmentReviewPolicy` and `HITReviewPolicy`; `render` fills in the row."""
    sent: dict[str, Json] = {}
    if review.known_answers is not None:
        sent["AssignmentReviewPolicy"] = _known(review.known_answers, render)
    if review.plurality is not None:
        sent["HITReviewPolicy"] = _plurality(review.plurality, render)
    return sent


def _known(policy: KnownAnswersSpec, render: Render) -> Json:
    entries: list[Json] = [
        {"Key": name, "Values": [render(value) for value in values]}
        for name, values in policy.answers.items()
    ]
    fields = _KNOWN if policy.extend_below is None else {**_KNOWN, **_EXTENSION}
    key: Json = {"Key": "AnswerKey", "MapEntries": entries}
    return {
        "PolicyName": "ScoreMyKnownAnswers/2011-09-01",
        "Parameters": [key, *_parameters(policy, fields, render)],
    }


def _plurality(policy: PluralitySpec, render: Render) -> Json:
    names: Json = {"Key": "QuestionIds", "Values": list(policy.questions)}
    fields = {**_PLURALITY, **_EXTENSION}
    return {
        "PolicyName": "SimplePlurality/2011-09-01",
        "Parameters": [names, *_parameters(policy, fields, render)],
    }


def _parameters(
    policy: KnownAnswersSpec | PluralitySpec, fields: dict[str, str], render: Render
) -> Iterator[Json]:
    for name, key in fields.items():
        value = getattr(policy, name)
        if value is not None:
            yield {"Key": key, "Values": [_text(value, render)]}


def _text(value: object, render: Render) -> str:
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, timedelta):
        return str(int(value.total_seconds()))
    return render(value) if isinstance(value, str) else str(value)
