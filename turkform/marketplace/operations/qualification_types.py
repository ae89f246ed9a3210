"""Qualification types: create, update, get, list, delete (API reference 5.3, 10.3-10.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from turkform.marketplace.clock import moment
from turkform.marketplace.context import Context, Request
from turkform.marketplace.domain.limits import check_document, check_length
from turkform.marketplace.domain.system_qualifications import Side, SystemType, system_types
from turkform.marketplace.json_types import Members
from turkform.marketplace.protocol.errors import (
    MTurkError,
    invalid_combination,
    invalid_state,
    out_of_range,
    permission_denied,
    request_error,
    xml_parse_error,
)
from turkform.marketplace.store import qualification_types as store
from turkform.marketplace.store.qualification_types import QualificationTypeRow

MAX_DESCRIPTION: Final = 2_000
MAX_KEYWORDS: Final = 1_000
YEAR_SECONDS: Final = 31_536_000
NAME_TAKEN: Final = (
    "You have already created a QualificationType with this name. A QualificationType's name must "
    "be unique among all of the QualificationTypes created by the same user."
)


def create_qualification_type(ctx: Context, request: Request) -> Members:
    """Create a type; its name is unique per requester and the only guard against a repeat."""
    name = str(request["Name"])
    if store.find_by_name(ctx.tx, ctx.requester.id, name):
        raise request_error("QualificationTypeAlreadyExists", NAME_TAKEN)
    row = QualificationTypeRow(
        qualification_type_id=ctx.ids.entity(),
        requester_id=ctx.requester.id,
        name=name,
        description=_text(request, "Description", MAX_DESCRIPTION) or "",
        keywords=_text(request, "Keywords", MAX_KEYWORDS),
        status=str(request["QualificationTypeStatus"]),
        test=None,
        test_duration_s=None,
        answer_key=None,
        retry_delay_s=None,
        auto_granted=False,
        auto_granted_value=None,
        created_at=ctx.now_ms,
        last_used_at=ctx.now_ms,
    )
    row = _with_settings(row, request)
    store.add(ctx.tx, row)
    result: Members = {"QualificationType": members(row)}
    return result


def update_qualification_type(ctx: Context, request: Request) -> Members:
    """Change a type; tests can be replaced but never removed, retries never switched off."""
    row = owned_type(ctx, str(request["QualificationTypeId"]))
    if "Description" in request:
        row = replace(row, description=_text(request, "Description", MAX_DESCRIPTION) or "")
    row = replace(row, status=str(request.get("QualificationTypeStatus", row.status)))
    row = _with_settings(row, request)
    store.update(ctx.tx, row)
    result: Members = {"QualificationType": members(row)}
    return result


def get_qualification_type(ctx: Context, request: Request) -> Members:
    """Return a type of anybody, or one of the system's."""
    type_id = str(request["QualificationTypeId"])
    system = system_types(ctx.side).get(type_id)
    if system:
        return {"QualificationType": system_members(system)}
    row = store.get(ctx.tx, type_id)
    if row is None or ctx.acting_for(row.requester_id).side != ctx.side:
        raise type_does_not_exist(type_id)
    return {"QualificationType": members(row)}


def list_qualification_types(ctx: Context, request: Request) -> Members:
    """Search by text; new types stay out for `search_lag_ms` (API reference 16.3)."""
    page = ctx.pages.page("ListQualificationTypes", request)
    owned = bool(request.get("MustBeOwnedByCaller"))
    requestable = bool(request["MustBeRequestable"])
    query = str(request.get("Query", ""))
    after = page.after or (0, 0)
    system = [] if owned or requestable or after[0] else _system(ctx.side, query)[after[1] :]
    shown = [(system_members(one), (0, after[1] + i + 1)) for i, one in enumerate(system)]
    rows = store.search(
        ctx.tx,
        caller=ctx.requester.id,
        owned=owned,
        side=ctx.side,
        query=query,
        requestable=requestable,
        visible=ctx.now_ms - ctx.settings.search_lag_ms,
        after=after[1] if after[0] else 0,
        size=page.size,
    )
    shown = [*shown, *((members(row), (1, row.n)) for row in rows)][: page.size]
    last = shown[-1][1] if shown else None
    return {
        "NumResults": len(shown),
        "NextToken": ctx.pages.token("ListQualificationTypes", request, last),
        "QualificationTypes": [one for one, _ in shown],
    }


def _system(side: Side, query: str) -> list[SystemType]:
    """Return the system's types that a query finds, which are listed before all others."""
    words = query.lower()
    listed = system_types(side).values()
    return [one for one in listed if words in f"{one.name} {one.description}".lower()]


def members(row: QualificationTypeRow) -> Members:
    """Return a type as the API shows it; absent members are None."""
    # no value of the model, and yet what clients find while a type is being disposed of
    shown_status = "Disposing" if row.disposing_at is not None else row.status
    return {
        "QualificationTypeId": row.qualification_type_id,
        "CreationTime": moment(row.created_at),
        "Name": row.name,
        "Description": row.description,
        "Keywords": row.keywords,
        "QualificationTypeStatus": shown_status,
        "Test": row.test,
        "TestDurationInSeconds": row.test_duration_s,
        "AnswerKey": row.answer_key,
        "RetryDelayInSeconds": row.retry_delay_s,
        "IsRequestable": True,
        "AutoGranted": row.auto_granted,
        "AutoGrantedValue": row.auto_granted_value,
    }


def system_members(system: SystemType) -> Members:
    """Return one of the system's own types; workers never ask for those."""
    return {
        "QualificationTypeId": system.type_id,
        "Name": system.name,
        "Description": system.description,
        "QualificationTypeStatus": "Active",
        "IsRequestable": False,
        "AutoGranted": False,
    }


def type_does_not_exist(type_id: str) -> MTurkError:
    """No such qualification type, or not the caller's."""
    return request_error(
        "QualificationTypeDoesNotExist", f"QualificationType {type_id} does not exist."
    )


def owned_type(ctx: Context, type_id: str) -> QualificationTypeRow:
    """Return a type of the caller's that is not being disposed of.

    Everybody may look at a type and require it, so one of somebody else's is no secret: only its
    owner may change it or ask about its holders (API reference 10.3).
    """
    if type_id in system_types(ctx.side):
        raise permission_denied()
    row = store.get(ctx.tx, type_id)
    if row is None or ctx.acting_for(row.requester_id).side != ctx.side:
        raise type_does_not_exist(type_id)
    if row.requester_id != ctx.requester.id:
        raise permission_denied()
    if row.disposing_at is not None:
        raise invalid_state("QualificationType", "Active", "Inactive")
    return row


def _with_settings(row: QualificationTypeRow, request: Request) -> QualificationTypeRow:
    row = _with_test(row, request)
    retry = _seconds(request, "RetryDelayInSeconds", 0)
    row = replace(row, retry_delay_s=row.retry_delay_s if retry is None else retry)
    granted = bool(request.get("AutoGranted", row.auto_granted))
    value = request.get("AutoGrantedValue", row.auto_granted_value)
    if granted and row.test is not None:
        raise invalid_combination("AutoGranted", "Test")
    if not granted:
        if "AutoGrantedValue" in request:
            raise invalid_combination("AutoGrantedValue", "AutoGranted")
        return replace(row, auto_granted=False, auto_granted_value=None)
    return replace(
        row, auto_granted=True, auto_granted_value=value if isinstance(value, int) else 1
    )


def _with_test(row: QualificationTypeRow, request: Request) -> QualificationTypeRow:
    """Replace the test as a unit: a test without a key removes the key (API reference 10.4)."""
    duration = _seconds(request, "TestDurationInSeconds", 1)
    if "Test" not in request:
        if "AnswerKey" in request:
            raise invalid_combination("AnswerKey", "Test")
        # kept for a test that may come later; clients send a duration without a test
        return replace(row, test_duration_s=row.test_duration_s if duration is None else duration)
    duration = row.test_duration_s if duration is None else duration
    if duration is None:
        raise invalid_combination("Test", "TestDurationInSeconds")
    test, key = str(request["Test"]), request.get("AnswerKey")
    answer_key = None if key is None else str(key)
    _check_documents(test, answer_key)
    return replace(row, test=test, test_duration_s=duration, answer_key=answer_key)


def _check_documents(test: str, key: str | None) -> None:
    # lxml is heavy, and most processes that import this never make a test
    from turkform.marketplace.domain.questions.validate import check_answer_key, check_test
    from turkform.marketplace.domain.questions.xml import QuestionError

    check_document("Test", test)
    try:
        check_test(test)
        if key is not None:
            check_document("AnswerKey", key)
            check_answer_key(key, test)
    except QuestionError as error:
        raise xml_parse_error(str(error)) from None


def _seconds(request: Request, name: str, low: int) -> int | None:
    value = request.get(name)
    if not isinstance(value, int):
        return None
    if not low <= value <= YEAR_SECONDS:
        raise out_of_range(name, value, low, YEAR_SECONDS)
    return value


def _text(request: Request, name: str, limit: int) -> str | None:
    value = request.get(name)
    if value is None:
        return None
    check_length(name, str(value), limit)
    return str(value)
