"""Reading a study: what its workers handed in, and what came of it, for people and files.

Nothing here writes to the service or to the state.
"""

from collections.abc import Callable, Sequence

from turkform.core.events import Event
from turkform.core.ports import StateReader
from turkform.core.submissions import Submission
from turkform.results.report.figures import figures_of
from turkform.results.report.page import Heading, report_html
from turkform.results.spending import bonuses_cost, bonuses_paid
from turkform.results.table import Table, make_table
from turkform.study import Study

Emit = Callable[[Event], None]


def results_table(
    study: Study, state: StateReader | None, submissions: Sequence[Submission], *, pseudonyms: bool
) -> Table:
    """Submissions joined with rows and bonuses; workers by id or by pseudonym."""

    def name(worker: str) -> str:
        return study.identity.worker_key(worker) if pseudonyms else worker

    paid = bonuses_paid(state.ledger()) if state else {}
    return make_table(study.campaign, submissions, name, paid)


def report(study: Study, state: StateReader | None, emit: Emit) -> str:
    """The study so far as one HTML page."""
    submissions = study.submissions(state, emit)
    rule = study.campaign.spec.fair_pay
    figures = figures_of(
        state.resources() if state else (),
        submissions,
        bonuses_cost(state.ledger() if state else ()),
        rule.minimum_hourly if rule else None,
    )
    heading = Heading(
        study.campaign.name,
        study.campaign.spec.description,
        study.environment.name,
        study.clock.now(),
        study.provenance,
    )
    return report_html(heading, figures, submissions)
