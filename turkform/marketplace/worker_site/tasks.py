"""Accepted work: the queue, the work page, submitting, returning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from turkform.marketplace import work
from turkform.marketplace.context import Scope
from turkform.marketplace.domain.questions.form import Form, read_form
from turkform.marketplace.domain.questions.xml import local_name, parse
from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.operations import hit_changes
from turkform.marketplace.store import assignments, hits, worker_lists
from turkform.marketplace.store.assignments import AssignmentRow
from turkform.marketplace.store.hit_types import HitTypeRow
from turkform.marketplace.store.hits import HitRow
from turkform.marketplace.worker_site import frames
from turkform.marketplace.worker_site.form_answers import form_document, grouped, problems
from turkform.marketplace.worker_site.rendering import go_to
from turkform.marketplace.worker_site.site import Site
from turkform.marketplace.worker_site.visit import FORM_TOKEN, Visit

MOST_QUEUED: Final = 100


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment with all that a page says of it."""

    assignment: AssignmentRow
    hit: HitRow
    hit_type: HitTypeRow
    requester_name: str


def queue(site: Site, visit: Visit) -> Response:
    """Show what the worker has accepted and not handed in, the most urgent first."""
    with site.marketplace.looking() as scope:
        rows = worker_lists.assignments_of(
            scope.tx, visit.side, visit.worker_id, state="Accepted", size=MOST_QUEUED
        )
        tasks = sorted((task_of(scope, row) for row in rows), key=_deadline)
        now_ms = scope.now_ms
    return site.page(visit, "queue.html.j2", tasks=tasks, now_ms=now_ms)


def work_page(site: Site, visit: Visit) -> Response:
    """Show the HIT to work on; when it is handed in, what became of it."""
    with site.marketplace.looking() as scope:
        task = _mine(scope, visit)
        now_ms = scope.now_ms
    if task.assignment.state != "Accepted":
        return go_to(f"/tasks/{task.assignment.assignment_id}/submitted")
    return _page(site, visit, task, now_ms)


def submit(site: Site, visit: Visit) -> Response:
    """Hand in a QuestionForm; a frame hands in by itself (`submissions.py`)."""
    fields = [(name, value) for name, value in visit.form if name != FORM_TOKEN]
    with site.marketplace.acting() as scope:
        task = _mine(scope, visit)
        form = _form(task.hit)
        wrong = problems(form, fields)
        if not wrong:
            row = task.assignment
            work.submit(scope, row.assignment_id, form_document(form, fields), visit.worker_id)
            return go_to(f"/tasks/{row.assignment_id}/submitted")
        now_ms = scope.now_ms
    return _page(site, visit, task, now_ms, wrong=wrong, fields=fields)


def give_back(site: Site, visit: Visit) -> Response:
    """Return the HIT; somebody else may then have it."""
    with site.marketplace.acting() as scope:
        task = _mine(scope, visit)
        work.give_back(scope, task.assignment.assignment_id, visit.worker_id)
    return go_to("/projects?said=returned")


def submitted(site: Site, visit: Visit) -> Response:
    """Say what became of the work; while it is still open, go on with it."""
    with site.marketplace.looking() as scope:
        task = _mine(scope, visit)
        following = worker_lists.next_hit(scope.tx, task.hit_type.hit_type_id, visit.worker_id)
    if task.assignment.state == "Accepted":
        return go_to(f"/tasks/{task.assignment.assignment_id}")
    return site.page(visit, "after.html.j2", task=task, more=following is not None)


def task_of(scope: Scope, row: AssignmentRow) -> Task:
    """Return an assignment with its HIT."""
    hit = hits.find(scope.tx, row.hit_id)
    if hit is None:
        raise AssertionError(f"assignment {row.assignment_id} has no HIT")
    ctx = scope.acting_for(row.requester_id)
    return Task(row, hit, hit_changes.type_of(ctx, hit), ctx.requester.name)


def _page(
    site: Site,
    visit: Visit,
    task: Task,
    now_ms: int,
    *,
    wrong: dict[str, str] | None = None,
    fields: list[tuple[str, str]] | None = None,
) -> Response:
    shown = frames.shown(site, visit, task.hit, task.assignment.assignment_id)
    return site.page(
        visit,
        "work.html.j2",
        422 if wrong else 200,
        frames=shown.frame.policy if shown.frame else "'self'",
        shown=shown,
        task=task,
        left_ms=task.assignment.deadline_at - now_ms,
        wrong=wrong or {},
        given=grouped(fields or []),
    )


def _mine(scope: Scope, visit: Visit) -> Task:
    row = assignments.find(scope.tx, visit.param("assignment"))
    if row is None or row.worker_id != visit.worker_id:
        raise NotAllowed("You do not have this HIT. Its time may have run out, or it was returned.")
    task = task_of(scope, row)
    if scope.acting_for(row.requester_id).side != visit.side:
        raise NotAllowed("This HIT is on the other side of the marketplace.")
    return task


def _form(hit: HitRow) -> Form:
    root = parse(hit.question)
    if local_name(root) != "QuestionForm":
        raise NotAllowed("This HIT is submitted from its own page.")
    return read_form(root)


def _deadline(task: Task) -> int:
    return task.assignment.deadline_at
