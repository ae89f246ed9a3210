"""Runs review policies: on each submission, and each time a HIT becomes Reviewable (9)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from turkform.marketplace.context import Context
from turkform.marketplace.domain.limits import LINE_OF_TEN
from turkform.marketplace.domain.reviews.given import Answers, answers_of, as_text
from turkform.marketplace.domain.reviews.policies import (
    Extension,
    KnownAnswers,
    Plurality,
    Verdicts,
    known_answers,
    plurality,
)
from turkform.marketplace.domain.reviews.scores import (
    Agreed,
    Share,
    agreements,
    hit_share,
    known_matches,
    worker_share,
)
from turkform.marketplace.json_types import Json
from turkform.marketplace.operations import assignment_changes, hit_changes
from turkform.marketplace.protocol.errors import MTurkError, invalid_state, request_error
from turkform.marketplace.store import assignments, hits, reviews
from turkform.marketplace.store.assignments import AssignmentRow
from turkform.marketplace.store.hits import HitRow

_DONE: Final = {"approve": ("Approved", "Approved"), "reject": ("Rejected", "Rejected")}
_INVALID: Final = "Assignment was in an invalid state for this operation."


@dataclass(frozen=True, slots=True)
class _Report:
    """Writes what a policy of one level finds out about a HIT and does to it."""

    ctx: Context
    hit_id: str
    level: str
    action_id: str

    def result(
        self, subject: str, kind: str, key: str, value: object, question: str | None = None
    ) -> None:
        detail: dict[str, str | int] = {
            "ActionId": self.action_id,
            "SubjectId": subject,
            "SubjectType": kind,
            **({} if question is None else {"QuestionId": question}),
            "Key": key,
            "Value": str(value),
        }
        reviews.add(self.ctx.tx, self.hit_id, self.level, reviews.RESULT, detail)

    def action(
        self, name: str, target: tuple[str, str], text: str, error: MTurkError | None = None
    ) -> None:
        target_id, target_type = target
        detail: dict[str, str | int] = {
            "ActionId": self.action_id if name == "review" else self.ctx.ids.entity(),
            "ActionName": name,
            "TargetId": target_id,
            "TargetType": target_type,
            "Status": "Succeeded" if error is None else "Failed",
            "CompleteTime": self.ctx.now_ms,
            "Result": text,
            **({} if error is None else {"ErrorCode": error.code or error.kind}),
        }
        reviews.add(self.ctx.tx, self.hit_id, self.level, reviews.ACTION, detail)


def check_policy(level: str, policy: Mapping[str, Json]) -> None:
    """Refuse a policy that is unknown at this level or has wrong parameters."""
    read: Callable[[Mapping[str, Json]], object]
    read = known_answers if level == "Assignment" else plurality
    read(policy)


def after_submit(ctx: Context, hit: HitRow, assignment: AssignmentRow) -> None:
    """Score a submission against the known answers and act on the score."""
    if hit.assignment_policy is None:
        return
    policy = known_answers(json.loads(hit.assignment_policy))
    report = _Report(ctx, hit.hit_id, "Assignment", ctx.ids.entity())
    share = _score(report, policy, assignment)
    # the extension comes first, so that the HIT does not turn Reviewable in between
    _extend(report, policy.extension, share.percent)
    _decide(report, policy.verdicts, assignment, share.percent)


def after_reviewable(ctx: Context, hit: HitRow) -> None:
    """Look for agreement among the submissions of a HIT and act on it."""
    if hit.hit_policy is None:
        return
    policy = plurality(json.loads(hit.hit_policy))
    work = _considered(ctx, hit, policy)
    if not work:
        return
    report = _Report(ctx, hit.hit_id, "HIT", ctx.ids.entity())
    agreed = agreements(policy.questions, [given for _, given in work], policy.threshold)
    overall = _report_agreement(report, agreed)
    for assignment, given in work:
        share = _report_worker(report, assignment, agreed, given)
        _decide(report, policy.verdicts, assignment, share.percent)
    _extend(report, policy.extension, overall.percent)


def _score(report: _Report, policy: KnownAnswers, assignment: AssignmentRow) -> Share:
    subject = assignment.assignment_id
    matches = known_matches(policy.key, answers_of(assignment.answer))
    for question, right in matches.items():
        report.result(subject, "Assignment", "KnownAnswerCorrect", int(right), question)
    share = Share(sum(matches.values()), len(matches))
    report.result(subject, "Assignment", "KnownAnswerScore", share.percent)
    noun = "one known answer" if share.total == 1 else f"{share.total} known answers"
    text = f"Reviewed {noun}; {share.count}/{share.total} correct"
    report.action("review", (subject, "Assignment"), text)
    return share


def _considered(
    ctx: Context, hit: HitRow, policy: Plurality
) -> list[tuple[AssignmentRow, Answers]]:
    """Return the submissions that count, with their answers, oldest first."""
    scores = _known_scores(ctx, hit) if policy.disregard_below is not None else {}
    least = policy.disregard_below or 0
    return [
        (row, answers_of(row.answer))
        for row in assignments.submitted_of_hit(ctx.tx, hit.hit_id)
        if not (policy.disregard_rejected and row.state == "Rejected")
        and scores.get(row.assignment_id, least) >= least
    ]


def _known_scores(ctx: Context, hit: HitRow) -> dict[str, int]:
    found = (entry.detail for entry in reviews.results(ctx.tx, hit.hit_id, "Assignment"))
    return {
        str(one["SubjectId"]): int(one["Value"])
        for one in found
        if one["Key"] == "KnownAnswerScore"
    }


def _report_agreement(report: _Report, agreed: Mapping[str, Agreed | None]) -> Share:
    for question, one in agreed.items():
        found = "true" if one is not None else "false"
        report.result(report.hit_id, "Question", "AgreedAnswerFound", found, question)
        if one is not None:
            answer = as_text(one.answer)
            report.result(report.hit_id, "Question", "AgreedAnswer", answer, question)
            report.result(report.hit_id, "Question", "AnswerAgreementScore", one.score, question)
    share = hit_share(agreed)
    report.result(report.hit_id, "HIT", "HitAgreementScore", share.percent)
    noun = "one question" if share.total == 1 else f"{share.total} questions"
    text = f"Reviewed {noun}; {share.count}/{share.total} agreed"
    report.action("review", (report.hit_id, "HIT"), text)
    return share


def _report_worker(
    report: _Report,
    assignment: AssignmentRow,
    agreed: Mapping[str, Agreed | None],
    given: Answers,
) -> Share:
    subject, share = assignment.assignment_id, worker_share(agreed, given)
    report.result(subject, "Assignment", "WorkerAgreementScore", share.percent)
    report.result(subject, "Assignment", "PluralityAnswersCorrect", share.count)
    report.result(subject, "Assignment", "PluralityAnswersIncorrect", share.total - share.count)
    return share


def _decide(report: _Report, verdicts: Verdicts, assignment: AssignmentRow, score: int) -> None:
    """Approve or reject by a score; what is so already succeeds, what cannot be fails."""
    name = verdicts.of(score)
    if name is None:
        return
    state, text = _DONE[name]
    target = (assignment.assignment_id, "Assignment")
    if assignment.state == state:
        report.action(name, target, f"Already {text.lower()}")
    elif assignment.state != "Submitted":
        report.action(name, target, _INVALID, invalid_state("Assignment", "Submitted"))
    else:
        if name == "approve":
            assignment_changes.approve(report.ctx, assignment, verdicts.approve_reason)
        else:
            assignment_changes.reject(report.ctx, assignment, verdicts.reject_reason)
        report.ctx.journal(f"policy:{name}", {"AssignmentId": assignment.assignment_id}, {})
        report.action(name, target, text)


def _extend(report: _Report, extension: Extension | None, score: int) -> None:
    """Add one assignment below a score; at the policy's own maximum nothing is left to do."""
    if extension is None or score >= extension.below:
        return
    hit, target = _hit(report), (report.hit_id, "HIT")
    if hit.max_assignments >= extension.most:
        report.action("extend", target, "Already extended to the maximum")
        return
    try:
        _add_assignment(report.ctx, hit, extension)
    except MTurkError as error:
        report.action("extend", target, error.text, error)
        return
    report.ctx.journal("policy:extend", {"HITId": hit.hit_id}, {})
    report.action("extend", target, "Extended by one assignment")


def _add_assignment(ctx: Context, hit: HitRow, extension: Extension) -> None:
    if hit.first_max < LINE_OF_TEN <= hit.max_assignments + 1:
        raise request_error(
            "InvalidMaximumAssignmentsIncrease",
            "HITs created with fewer than 10 assignments cannot be extended to have 10 or more.",
        )
    ctx.hooks.uses_types(ctx, hit_changes.type_of(ctx, hit), extension=True)
    until = max(hit.expires_at, ctx.now_ms) + extension.seconds * 1000
    hit_changes.extend(ctx, hit, 1, until_ms=until if extension.seconds else None)


def _hit(report: _Report) -> HitRow:
    found = hits.find(report.ctx.tx, report.hit_id)
    if found is None:
        raise AssertionError(f"HIT {report.hit_id} vanished while it was reviewed")
    return found
