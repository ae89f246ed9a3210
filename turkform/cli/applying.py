"""What apply and destroy share: lock, plan, show, ask, perform, report."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from turkform.cli.approval import Allowed, approve, check_limits
from turkform.cli.output import command_line, interactive, progress_shown, say, show_plan
from turkform.cli.signals import draining
from turkform.cli.streams import whoever_listens

if TYPE_CHECKING:
    from turkform.core.doubts import Doubt
    from turkform.core.errors import ExitCode
    from turkform.core.plan import Plan
    from turkform.core.ports import StateSession, StateStore
    from turkform.engine.plan_document import PlanDocument
    from turkform.planning.options import PlanOptions
    from turkform.render.progress import Progress
    from turkform.study import Study

_LOCK_POLL = 0.2


@dataclass(frozen=True, slots=True)
class Request:
    """One call of apply or destroy."""

    campaign: Path
    environment: str | None
    variables: Mapping[str, str]
    options: "PlanOptions"
    allowed: Allowed
    parallelism: int
    lock_timeout: float
    detail: str = "group"
    saved: "PlanDocument | None" = None


def perform(request: Request) -> int:
    """Returns the exit code."""
    from turkform.app import open_app
    from turkform.core.errors import ExitCode
    from turkform.render.progress import report_text

    app = open_app(request.campaign, request.environment, request.variables, request.parallelism)
    verb = "destroy" if request.options.destroy else "apply"
    with locked(app.store, verb, request.lock_timeout) as session, progress_shown() as progress:
        session.sign(app.provenance)
        doubts = _recovered(request, app, session, progress)
        plan = _planned(request, app, session, progress)
        with whoever_listens():
            show_plan(plan, "text", request.detail)
        if plan.empty:
            app.settle(plan, session)
            return exit_code(plan, ExitCode.DONE, doubts)
        check_limits(plan, request.allowed)
        by_amount = app.environment.confirm == "amount" or app.environment.side == "production"
        approve(plan, request.allowed.words, by_amount=by_amount, asks=interactive())
        if request.saved is not None:
            session.use_plan(request.saved.plan_id)
        with draining(say) as interrupts:
            report = app.apply(plan, session, progress, interrupts.asked, request.parallelism)
    again = command_line("turkform", verb, request.campaign, options={"--env": request.environment})
    say(report_text(report, again).rstrip("\n"))
    if report.interrupted and report.exit_code is ExitCode.INTERRUPTED:
        return interrupts.exit_code
    return exit_code(plan, report.exit_code, doubts)


def exit_code(plan: "Plan", code: "ExitCode", doubts: "tuple[Doubt, ...]") -> "ExitCode":
    """What is in doubt outranks what could not be done; a rule that failed was not carried out."""
    from turkform.core.errors import ExitCode

    if doubts:
        return ExitCode.UNRESOLVED
    return ExitCode.PARTLY_APPLIED if plan.faulty and code is ExitCode.DONE else code


def _recovered(
    request: Request, app: "Study", session: "StateSession", progress: "Progress"
) -> "tuple[Doubt, ...]":
    """What earlier runs left in doubt is settled first; what cannot be is told at once."""
    from turkform.render.doubts_text import doubts_text

    doubts = app.recover(session, progress)
    if doubts:
        options = {"--env": request.environment}
        hint = command_line("turkform", "resolve", request.campaign, options=options)
        say(doubts_text(doubts, hint).rstrip("\n"))
    return doubts


def _planned(
    request: Request, app: "Study", session: "StateSession", progress: "Progress"
) -> "Plan":
    if request.saved is None:
        return app.plan(request.options, session, progress)
    return app.replan(request.saved, session, progress)


@contextmanager
def locked(store: "StateStore", verb: str, timeout: float) -> "Iterator[StateSession]":
    """The state, ours alone; waits `timeout` seconds for whoever holds it, then `Locked`."""
    from turkform.core.errors import Locked

    deadline = time.monotonic() + timeout
    with ExitStack() as stack:

        def attempt() -> "StateSession | None":
            try:
                return stack.enter_context(store.writing(verb))
            except Locked:
                if time.monotonic() >= deadline:
                    raise
                return None

        while (session := attempt()) is None:
            time.sleep(_LOCK_POLL)
        yield session
