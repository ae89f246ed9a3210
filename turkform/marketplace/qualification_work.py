"""What a worker does about qualifications: request one, take its test.

Used by the worker site and the simulation. `NotAllowed` is what the worker is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from turkform.marketplace.clock import MINUTE, SECOND
from turkform.marketplace.context import Context, Scope, Side
from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.store import (
    messages,
    qualification_requests,
    qualification_types,
    qualifications,
    workers,
)
from turkform.marketplace.store.qualification_requests import (
    GRANTED,
    PENDING,
    STARTED,
    RequestRow,
)
from turkform.marketplace.store.qualification_types import QualificationTypeRow

GRACE_MS: Final = MINUTE


def request_qualification(scope: Scope, side: Side, type_id: str, worker_id: str) -> RequestRow:
    """Ask for a qualification.

    The result's state says what follows: Started (take the test in `test`), Pending (the
    requester decides) or Granted. Raises `NotAllowed` when the retry rules forbid it.
    """
    kind = _requestable(scope, side, type_id)
    ctx = scope.acting_for(kind.requester_id)
    workers.ensure(ctx.tx, side, worker_id, ctx.now_ms)
    earlier = qualification_requests.latest(ctx.tx, worker_id, type_id)
    if earlier is not None and earlier.state == STARTED and _in_time(ctx, kind, earlier):
        return earlier
    _check_retry(ctx, kind, earlier)
    row = RequestRow(
        request_id=ctx.ids.entity(),
        qualification_type_id=type_id,
        requester_id=kind.requester_id,
        worker_id=worker_id,
        state=PENDING if kind.test is None else STARTED,
        test=kind.test,
        answer=None,
        started_at=ctx.now_ms,
        submitted_at=ctx.now_ms if kind.test is None else None,
    )
    qualification_requests.add(ctx.tx, row)
    parameters = {"QualificationTypeId": type_id, "WorkerId": worker_id}
    ctx.journal("worker:request", parameters, {"QualificationRequestId": row.request_id})
    if kind.test is None and kind.auto_granted:
        value = 1 if kind.auto_granted_value is None else kind.auto_granted_value
        return _grant(ctx, kind, row, value)
    return row


def submit_test(scope: Scope, request_id: str, worker_id: str, answer: str) -> RequestRow:
    """Hand in a test; with an answer key it is graded at once (API reference 10.3).

    `answer` is a QuestionFormAnswers document.
    """
    row = qualification_requests.find(scope.tx, request_id)
    if row is None or row.worker_id != worker_id or row.state != STARTED:
        raise NotAllowed("This test is not open.")
    kind = qualification_types.get(scope.tx, row.qualification_type_id)
    if kind is None:
        raise NotAllowed("The qualification does not exist any more.")
    ctx = scope.acting_for(row.requester_id)
    if not _in_time(ctx, kind, row):
        raise NotAllowed("The time for this test is over.")
    handed_in = replace(row, state=PENDING, answer=answer, submitted_at=ctx.now_ms)
    ctx.journal("worker:test", {"QualificationRequestId": request_id, "Answer": answer}, {})
    if kind.answer_key is None:
        qualification_requests.save(ctx.tx, handed_in)
        return handed_in
    from turkform.marketplace.domain.grading import grade  # lxml is heavy

    return _grant(ctx, kind, handed_in, grade(kind.answer_key, answer))


def _requestable(scope: Scope, side: Side, type_id: str) -> QualificationTypeRow:
    kind = qualification_types.get(scope.tx, type_id)
    if kind is None or scope.acting_for(kind.requester_id).side != side:
        raise NotAllowed("The qualification does not exist.")
    if kind.status != "Active" or kind.disposing_at is not None:
        raise NotAllowed("The qualification cannot be requested now.")
    return kind


def _check_retry(ctx: Context, kind: QualificationTypeRow, earlier: RequestRow | None) -> None:
    if earlier is None:
        return
    if earlier.state == PENDING:
        raise NotAllowed("Your request is waiting for a decision.")
    if kind.retry_delay_s is None:
        raise NotAllowed("This qualification can be requested only once.")
    free_at = earlier.started_at + kind.retry_delay_s * SECOND
    if ctx.now_ms < free_at:
        wait = -(-(free_at - ctx.now_ms) // SECOND)
        raise NotAllowed(f"You can request this qualification again in {wait} seconds.")


def _in_time(ctx: Context, kind: QualificationTypeRow, row: RequestRow) -> bool:
    allowed = (kind.test_duration_s or 0) * SECOND + GRACE_MS
    return ctx.now_ms <= row.started_at + allowed


def _grant(ctx: Context, kind: QualificationTypeRow, row: RequestRow, value: int) -> RequestRow:
    granted = replace(row, state=GRANTED, decided_at=ctx.now_ms, integer_value=value)
    qualification_requests.save(ctx.tx, granted)
    qualifications.grant(ctx.tx, kind.qualification_type_id, row.worker_id, value, ctx.now_ms)
    subject = f"Qualification granted: {kind.name}"
    text = f"You now have the qualification {kind.name} with the value {value}."
    messages.add(
        ctx.tx, kind.requester_id, row.worker_id, "QualificationGranted", subject, text, ctx.now_ms
    )
    return granted
