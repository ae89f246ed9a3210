"""Reading a study: what its workers handed in, and what came of it, for people and files.

Nothing here writes to the service or to the state.
"""

from collections.abc import Callable, Sequence

from turkform.core.deeds import LedgerEntry
from turkform.core.events import Event
from turkform.core.money import Money
from turkform.core.ports import StateReader
from turkform.core.resources import Resource
from turkform.core.standing import Account, Standing
from turkform.core.submissions import Submission, Verdicts
from turkform.kinds.follow_up.spec import SECTION as FOLLOW_UPS
from turkform.planning.auto_approval import auto_approval_warnings, deciding_delays
from turkform.planning.options import Funds
from turkform.planning.safety import effective_budget
from turkform.results.report.figures import Figures, figures_of
from turkform.results.report.page import Heading, report_html
from turkform.results.report.terms import terms_of
from turkform.results.review.verdicts import verdicts_of
from turkform.results.spending import bonuses_paid, units_of
from turkform.results.standing import (
    decided_by,
    forecast_of,
    groups_of,
    reserved_for,
    standing_warnings,
)
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


def verdicts(
    study: Study, state: StateReader | None, submissions: Sequence[Submission], emit: Emit
) -> Verdicts:
    """What the rules would do and have done about each submission."""
    ledger = state.ledger() if state else ()
    due = study.due(state, emit).groups if study.campaign.of(FOLLOW_UPS) else ()
    return verdicts_of(due, ledger, submissions)


def report(study: Study, state: StateReader | None, emit: Emit) -> str:
    """The study so far as one HTML page."""
    submissions = study.submissions(state, emit)
    resources, ledger = (state.resources(), state.ledger()) if state else ((), ())
    figures = _figures(study, resources, ledger, submissions)
    heading = Heading(
        study.campaign.name,
        study.campaign.spec.description,
        study.environment.name,
        study.clock.now(),
        study.provenance,
        terms_of(study.campaign),
    )
    return report_html(heading, figures, submissions)


def standing(study: Study, state: StateReader | None, emit: Emit) -> Standing:
    """How the study stands at this moment of the service."""
    live, submissions = study.gathered(state, emit)
    balance = Money.parse(str(study.reader.call("GetAccountBalance", {})["AvailableBalance"]))
    now, resources = study.clock.now(), state.resources() if state else ()
    ledger = state.ledger() if state else ()
    committed = Money(state.committed_cents()) if state else Money(0)
    budget = effective_budget(study.campaign, Funds(environment_budget=study.environment.budget))
    figures = _figures(study, resources, ledger, submissions)
    groups = groups_of(figures.progress, resources, live, submissions)
    forecast = forecast_of(groups, submissions, now)
    reserved = reserved_for(units_of(resources), live.values(), submissions)
    delays = deciding_delays(study.campaign)
    holder = study.store.holder()
    return Standing(
        study.campaign.name,
        study.environment.name,
        now,
        groups,
        figures.workload,
        decided_by(submissions, ledger),
        forecast,
        figures.pay,
        Account(figures.spend, reserved, balance, committed, budget),
        len(state.unresolved()) if state else 0,
        str(holder) if holder else "",
        figures.unreadable,
        [*standing_warnings(groups, forecast), *auto_approval_warnings(submissions, delays, now)],
    )


def _figures(
    study: Study,
    resources: Sequence[Resource],
    ledger: Sequence[LedgerEntry],
    submissions: Sequence[Submission],
) -> Figures:
    rule = study.campaign.spec.fair_pay
    return figures_of(resources, submissions, ledger, rule.minimum_hourly if rule else None)
