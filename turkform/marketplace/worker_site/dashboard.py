"""What a worker did and got: days, reviewed work with feedback, bonuses, messages."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from turkform.marketplace.domain.system_qualifications import (
    SUBMISSIONS_UNTIL_PERCENT_COUNTS,
    percent_approved,
)
from turkform.marketplace.store import worker_lists, workers
from turkform.marketplace.worker_site.site import Site
from turkform.marketplace.worker_site.tasks import Task, task_of
from turkform.marketplace.worker_site.visit import Visit

DAYS: Final = 30
PAGE: Final = 25
STATES: Final = ("Submitted", "Approved", "Rejected")


def overview(site: Site, visit: Visit) -> Response:
    """Show totals, the last days, and the newest bonuses and messages."""
    with site.marketplace.looking() as scope:
        worker = workers.find(scope.tx, visit.side, visit.worker_id)
        submitted = worker.prior_submitted + worker.submitted if worker else 0
        approved = worker.prior_approved + worker.approved if worker else 0
        return site.page(
            visit,
            "dashboard.html.j2",
            worker=worker,
            settling=SUBMISSIONS_UNTIL_PERCENT_COUNTS
            if submitted < SUBMISSIONS_UNTIL_PERCENT_COUNTS
            else 0,
            rate=percent_approved(submitted, approved),
            bonus_cents=worker_lists.bonus_cents(scope.tx, visit.side, visit.worker_id),
            pending_cents=worker_lists.pending_cents(scope.tx, visit.side, visit.worker_id),
            days=worker_lists.days_of(scope.tx, visit.side, visit.worker_id, DAYS),
            bonuses=worker_lists.bonuses_of(scope.tx, visit.side, visit.worker_id, size=5),
            letters=worker_lists.letters_of(scope.tx, visit.side, visit.worker_id, size=5),
        )


def history(site: Site, visit: Visit) -> Response:
    """Show handed-in work, newest first, with what requesters said."""
    state = visit.query.get("status", "")
    wanted = state if state in STATES else ""
    before = visit.number("before") or worker_lists.NEWEST
    with site.marketplace.looking() as scope:
        rows = worker_lists.handed_in(
            scope.tx, visit.side, visit.worker_id, state=wanted, before=before, size=PAGE + 1
        )
        tasks: list[Task] = [task_of(scope, row) for row in rows[:PAGE]]
    older = tasks[-1].assignment.n if len(rows) > PAGE else 0
    return site.page(
        visit, "history.html.j2", tasks=tasks, older=older, wanted=wanted, states=STATES
    )


def earnings(site: Site, visit: Visit) -> Response:
    """Show bonuses, newest first, under the sums."""
    before = visit.number("before") or worker_lists.NEWEST
    with site.marketplace.looking() as scope:
        rows = worker_lists.bonuses_of(
            scope.tx, visit.side, visit.worker_id, before=before, size=PAGE + 1
        )
        bonuses = rows[:PAGE]
        older = bonuses[-1].n if len(rows) > PAGE else 0
        return site.page(
            visit,
            "earnings.html.j2",
            worker=workers.find(scope.tx, visit.side, visit.worker_id),
            bonus_cents=worker_lists.bonus_cents(scope.tx, visit.side, visit.worker_id),
            pending_cents=worker_lists.pending_cents(scope.tx, visit.side, visit.worker_id),
            bonuses=bonuses,
            older=older,
        )


def messages(site: Site, visit: Visit) -> Response:
    """Show the messages that a worker received, newest first."""
    before = visit.number("before") or worker_lists.NEWEST
    with site.marketplace.looking() as scope:
        rows = worker_lists.letters_of(
            scope.tx, visit.side, visit.worker_id, before=before, size=PAGE + 1
        )
    letters = rows[:PAGE]
    older = letters[-1].n if len(rows) > PAGE else 0
    return site.page(visit, "messages.html.j2", letters=letters, older=older)
