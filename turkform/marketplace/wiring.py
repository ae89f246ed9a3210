"""Puts the real rules into the hooks."""

from __future__ import annotations

from collections.abc import Mapping

from turkform.marketplace.context import Context
from turkform.marketplace.hooks import Hooks
from turkform.marketplace.json_types import Json
from turkform.marketplace.operations import eligibility, type_disposal
from turkform.marketplace.protocol.errors import (
    html_parse_error,
    parameter_validation_error,
    xml_parse_error,
)
from turkform.marketplace.store.assignments import AssignmentRow
from turkform.marketplace.store.hits import HitRow


def default_hooks() -> Hooks:
    """Return the hooks of a complete marketplace."""
    return Hooks(
        check_question=_check_question,
        check_policy=_check_policy,
        after_submit=_after_submit,
        after_reviewable=_after_reviewable,
        check_requirements=eligibility.check_requirements,
        uses_types=eligibility.uses_types,
        may_work=eligibility.may_work,
        type_due=type_disposal.type_due,
        send_now=_send_now,
    )


def _check_question(question: str) -> None:
    # lxml is heavy, and most processes that import this never make a HIT
    from turkform.marketplace.domain.questions.html import HtmlError
    from turkform.marketplace.domain.questions.validate import check_question
    from turkform.marketplace.domain.questions.xml import QuestionError

    try:
        check_question(question)
    except HtmlError as error:
        raise html_parse_error(str(error)) from None
    except QuestionError as error:
        raise xml_parse_error(str(error)) from None


def _send_now(transport: str, destination: str, body: str, at_ms: int) -> None:
    from turkform.marketplace.delivery.transports import Message, Transports, UndeliverableError

    try:
        with Transports() as send:
            send(Message(transport, destination, body, at_ms))
    except UndeliverableError as error:
        text = f'The value "{destination}" is not a valid {transport} endpoint: {error}'
        raise parameter_validation_error("InvalidTransportEndpoint", text) from None


def _check_policy(level: str, policy: Mapping[str, Json]) -> None:
    from turkform.marketplace.operations.reviews import check_policy

    check_policy(level, policy)


def _after_submit(ctx: Context, hit: HitRow, assignment: AssignmentRow) -> None:
    if hit.assignment_policy is not None:
        from turkform.marketplace.operations.reviews import after_submit

        after_submit(ctx, hit, assignment)


def _after_reviewable(ctx: Context, hit: HitRow) -> None:
    if hit.hit_policy is not None:
        from turkform.marketplace.operations.reviews import after_reviewable

        after_reviewable(ctx, hit)
