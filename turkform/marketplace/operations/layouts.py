"""The question of a new HIT: given, or merged from a layout (API reference 11.8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, cast

from turkform.marketplace.context import Context, Request
from turkform.marketplace.domain.limits import check_document
from turkform.marketplace.json_types import JsonObject
from turkform.marketplace.protocol.errors import (
    MTurkError,
    invalid_combination,
    invalid_value,
    parameter_validation_error,
    request_error,
)
from turkform.marketplace.store import layouts

_PLACEHOLDER: Final = re.compile(r"\$\{([^}]+)\}")
_NAMESPACE: Final = (
    "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2011-11-11/HTMLQuestion.xsd"
)


def question_of(ctx: Context, request: Request) -> str:
    """Return the checked question document of a request that makes a HIT."""
    question, layout_id = request.get("Question"), request.get("HITLayoutId")
    if question is not None and layout_id is not None:
        raise invalid_combination("Question", "HITLayoutId")
    if layout_id is None and "HITLayoutParameters" in request:
        raise invalid_combination("HITLayoutParameters", "Question")
    if question is None and layout_id is None:
        raise _no_question()
    document = str(question) if layout_id is None else _merged(ctx, str(layout_id), request)
    check_document("Question", document)
    ctx.hooks.check_question(document)
    return document


def _no_question() -> MTurkError:
    return parameter_validation_error(
        "AWS.MissingParameters",
        "The request must include one of the following parameters: Question, HITLayoutId.",
    )


def _merged(ctx: Context, layout_id: str, request: Request) -> str:
    layout = layouts.find(ctx.tx, layout_id)
    if layout is None or layout.requester_id != ctx.requester.id:
        text = f"HITLayout {layout_id} does not exist."
        raise request_error("HITLayoutDoesNotExist", text)
    given = cast("list[JsonObject]", request.get("HITLayoutParameters", []))
    values = {str(one["Name"]): str(one["Value"]) for one in given}
    _check_names(set(_PLACEHOLDER.findall(layout.body)), values)
    body = _PLACEHOLDER.sub(lambda match: values[match[1]], layout.body)
    return (
        f'<HTMLQuestion xmlns="{_NAMESPACE}"><HTMLContent><![CDATA[{body}]]></HTMLContent>'
        f"<FrameHeight>{layout.frame_height}</FrameHeight></HTMLQuestion>"
    )


def _check_names(wanted: set[str], given: Mapping[str, str]) -> None:
    wrong = sorted(wanted ^ given.keys())
    if wrong:
        raise invalid_value("HITLayoutParameters", wrong[0])
