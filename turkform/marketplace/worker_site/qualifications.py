"""Qualifications: what a worker holds, what can be had, requests, tests and their results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from turkform.marketplace import qualification_work
from turkform.marketplace.clock import SECOND
from turkform.marketplace.context import Scope
from turkform.marketplace.domain.questions.form import Form, read_form
from turkform.marketplace.domain.questions.xml import parse
from turkform.marketplace.domain.system_qualifications import system_types
from turkform.marketplace.not_allowed import NotAllowed, NotThere
from turkform.marketplace.operations import eligibility
from turkform.marketplace.store import (
    qualification_requests,
    qualification_types,
    qualifications,
    worker_lists,
)
from turkform.marketplace.store.qualification_requests import GRANTED, STARTED, RequestRow
from turkform.marketplace.store.qualification_types import QualificationTypeRow
from turkform.marketplace.store.qualifications import QualificationRow
from turkform.marketplace.worker_site.form_answers import form_document, grouped, problems
from turkform.marketplace.worker_site.rendering import go_to
from turkform.marketplace.worker_site.requirement_words import system_name, value_words
from turkform.marketplace.worker_site.site import Site
from turkform.marketplace.worker_site.visit import FORM_TOKEN, Visit

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Held:
    """A qualification that a worker has; `since` is 0 for what the service computes."""

    type_id: str
    name: str
    value: str
    since: int


@dataclass(frozen=True, slots=True)
class Requested:
    """A request with the name of what was asked for."""

    request: RequestRow
    name: str


@dataclass(frozen=True, slots=True)
class Test:
    """An open test."""

    request: RequestRow
    kind: QualificationTypeRow
    form: Form
    left_ms: int


def listing(site: Site, visit: Visit) -> Response:
    """Show what the worker holds and has asked for, and what can be asked for."""
    search = visit.query.get("search", "").strip()[:200]
    with site.marketplace.looking() as scope:
        rows = qualification_types.search(
            scope.tx,
            caller="",
            owned=False,
            side=visit.side,
            query=search,
            requestable=True,
            visible=scope.now_ms,
            after=visit.number("after"),
            size=PAGE + 1,
        )
        found = rows[:PAGE]
        more = urlencode({"search": search, "after": rows[PAGE - 1].n}) if len(rows) > PAGE else ""
        return site.page(
            visit,
            "qualifications.html.j2",
            held=_held(scope, visit),
            requests=_requests(scope, visit),
            found=found,
            search=search,
            more=more,
        )


def detail(site: Site, visit: Visit) -> Response:
    """Show one qualification and how it is got."""
    type_id = visit.param("type_id")
    system = system_types(visit.side).get(type_id)
    with site.marketplace.looking() as scope:
        if system is not None:
            standing = eligibility.held_by(scope, visit.side, visit.worker_id).get(type_id)
            return site.page(
                visit,
                "system_qualification.html.j2",
                name=system_name(type_id, system.name),
                description=system.description,
                value=value_words(standing),
            )
        kind = _kind(scope, visit, type_id)
        return site.page(
            visit,
            "qualification.html.j2",
            kind=kind,
            requester_name=scope.acting_for(kind.requester_id).requester.name,
            held=_granted(scope, visit, type_id),
            request=qualification_requests.latest(scope.tx, visit.worker_id, type_id),
            now_ms=scope.now_ms,
        )


def ask(site: Site, visit: Visit) -> Response:
    """Ask for a qualification; its test, when it has one, comes next."""
    type_id = visit.param("type_id")
    with site.marketplace.acting() as scope:
        row = qualification_work.request_qualification(scope, visit.side, type_id, visit.worker_id)
    return go_to(f"/tests/{row.request_id}" if row.state == STARTED else _path(type_id))


def test_page(site: Site, visit: Visit) -> Response:
    """Show a test to take."""
    with site.marketplace.looking() as scope:
        row = _request(scope, visit)
        test = _test(scope, row) if row.state == STARTED else None
    if test is None:
        return go_to(_path(row.qualification_type_id))
    return _page(site, visit, test)


def hand_in(site: Site, visit: Visit) -> Response:
    """Hand in a test; where there is an answer key the result is known at once."""
    fields = [(name, value) for name, value in visit.form if name != FORM_TOKEN]
    with site.marketplace.acting() as scope:
        row = _request(scope, visit)
        test = _test(scope, row)
        wrong = problems(test.form, fields)
        if not wrong:
            answer = form_document(test.form, fields)
            qualification_work.submit_test(scope, row.request_id, visit.worker_id, answer)
            return go_to(_path(row.qualification_type_id))
    return _page(site, visit, test, wrong, grouped(fields))


def _page(
    site: Site,
    visit: Visit,
    test: Test,
    wrong: dict[str, str] | None = None,
    given: dict[str, list[str]] | None = None,
) -> Response:
    return site.page(
        visit,
        "test.html.j2",
        422 if wrong else 200,
        test=test,
        wrong=wrong or {},
        given=given or {},
    )


def _path(type_id: str) -> str:
    return f"/qualifications/{type_id}"


def _kind(scope: Scope, visit: Visit, type_id: str) -> QualificationTypeRow:
    kind = qualification_types.get(scope.tx, type_id)
    if kind is None or scope.acting_for(kind.requester_id).side != visit.side:
        raise NotThere("This qualification does not exist.")
    return kind


def _granted(scope: Scope, visit: Visit, type_id: str) -> QualificationRow | None:
    row = qualifications.get(scope.tx, type_id, visit.worker_id)
    return row if row is not None and row.status == GRANTED else None


def _request(scope: Scope, visit: Visit) -> RequestRow:
    row = qualification_requests.find(scope.tx, visit.param("request_id"))
    if row is None or row.worker_id != visit.worker_id:
        raise NotThere("This test is not yours.")
    return row


def _test(scope: Scope, row: RequestRow) -> Test:
    kind = qualification_types.get(scope.tx, row.qualification_type_id)
    if kind is None or row.state != STARTED or row.test is None:
        raise NotAllowed("This test is not open.")
    left_ms = row.started_at + (kind.test_duration_s or 0) * SECOND - scope.now_ms
    return Test(row, kind, read_form(parse(row.test)), left_ms)


def _held(scope: Scope, visit: Visit) -> list[Held]:
    side, worker_id = visit.side, visit.worker_id
    since = {
        row.qualification_type_id: row.granted_at
        for row in qualifications.of_worker(scope.tx, worker_id)
    }
    found = [
        Held(
            type_id,
            system_name(type_id, eligibility.type_name(scope, side, type_id)),
            value_words(standing),
            since.get(type_id, 0),
        )
        for type_id, standing in eligibility.held_by(scope, side, worker_id).items()
        if _is_on(scope, visit, type_id)
    ]
    return sorted(found, key=lambda one: (-one.since, one.name))


def _is_on(scope: Scope, visit: Visit, type_id: str) -> bool:
    """Tell whether a type is of this side: worker ids may be the same on both."""
    if type_id in system_types(visit.side):
        return True
    row = qualification_types.get(scope.tx, type_id)
    return row is not None and scope.acting_for(row.requester_id).side == visit.side


def _requests(scope: Scope, visit: Visit) -> list[Requested]:
    rows = worker_lists.requests_of(scope.tx, visit.side, visit.worker_id, size=20)
    return [
        Requested(row, eligibility.type_name(scope, visit.side, row.qualification_type_id))
        for row in rows
    ]
