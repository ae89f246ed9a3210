"""Puts the real rules into the hooks."""

from __future__ import annotations

from turkform.marketplace.hooks import Hooks
from turkform.marketplace.protocol.errors import xml_parse_error


def default_hooks() -> Hooks:
    """Return the hooks of a complete marketplace."""
    return Hooks(check_question=_check_question)


def _check_question(question: str) -> None:
    # lxml is heavy, and most processes that import this never make a HIT
    from turkform.marketplace.domain.questions.validate import check_question
    from turkform.marketplace.domain.questions.xml import QuestionError

    try:
        check_question(question)
    except QuestionError as error:
        raise xml_parse_error(str(error)) from None
