"""What apply and destroy share: lock, plan, show, ask, perform, report."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from turkform.app import App
    from turkform.core.plan import Plan
    from turkform.core.ports import StateSession
    from turkform.planning.options import PlanOptions

_LOCK_POLL = 0.2
Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Request:
    """One call of apply or destroy."""

    campaign: Path
    environment: str | None
    variables: Mapping[str, str]
    options: "PlanOptions"
    auto_approve: bool
    max_spend: str | None
    max_deletes: int | None
    parallelism: int
    lock_timeout: float


def apply_options(command: Command) -> Command:
    """`--auto-approve`, limits, parallelism, lock timeout."""
    options = (
        click.option("--lock-timeout", default=0.0, metavar="SECONDS", help="Wait for the lock."),
        click.option("--parallelism", default=8, show_default=True, type=click.IntRange(1, 64)),
        click.option("--max-deletes", type=int, help="Refuse to delete more objects."),
        click.option("--max-spend", metavar="AMOUNT", help="Refuse to commit more money."),
        click.option("--auto-approve", is_flag=True, help="Do not ask."),
    )
    for option in options:
        command = option(command)
    return command


def perform(request: Request) -> int:
    """Returns the exit code."""
    from turkform.app import open_app
    from turkform.core.errors import ExitCode
    from turkform.render.plan_text import plan_text
    from turkform.render.progress import LineProgress, report_text

    app = open_app(request.campaign, request.environment, request.variables, request.parallelism)
    verb = "destroy" if request.options.destroy else "apply"
    with _locked(app, verb, request.lock_timeout) as session, _signals() as signals:
        progress = LineProgress()
        plan = app.plan(request.options, session, progress)
        click.echo(plan_text(plan), nl=False)
        if plan.empty:
            return ExitCode.DONE
        _check_limits(request, plan)
        _approve(request, app, plan)
        report = app.apply(plan, session, progress, signals.stopped, request.parallelism)
    again = f"turkform {verb} {request.campaign}"
    click.echo(report_text(report, again), nl=False, err=True)
    if report.interrupted and report.exit_code is ExitCode.INTERRUPTED:
        return signals.exit_code
    return report.exit_code


def _check_limits(request: Request, plan: "Plan") -> None:
    from turkform.core.changes import Action
    from turkform.core.errors import Blocked
    from turkform.core.money import Money

    if request.max_spend is not None:
        try:
            most = Money.parse(request.max_spend)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--max-spend") from error
        if plan.finances.now.total > most:
            msg = f"the plan commits {plan.finances.now.total}, --max-spend allows {most}."
            raise Blocked(msg)
    deletes = plan.count(Action.DELETE) + plan.count(Action.REPLACE)
    if request.max_deletes is not None and deletes > request.max_deletes:
        msg = f"the plan deletes {deletes} objects, --max-deletes allows {request.max_deletes}."
        raise Blocked(msg)


def _approve(request: Request, app: "App", plan: "Plan") -> None:
    from turkform.core.errors import Declined

    if request.auto_approve:
        return
    if not sys.stdin.isatty():
        msg = "approval is needed and there is no terminal. Pass --auto-approve to approve."
        raise Declined(msg)
    total = plan.finances.now.total
    wanted = str(total) if app.environment.confirm == "amount" and total else "yes"
    answer = click.prompt(f"\nType {wanted} to do this", err=True, default="", show_default=False)
    if answer.strip() != wanted:
        msg = "declined; nothing was changed."
        raise Declined(msg)


@contextmanager
def _locked(app: "App", verb: str, timeout: float) -> "Iterator[StateSession]":
    from turkform.core.errors import Locked

    deadline = time.monotonic() + timeout
    with ExitStack() as stack:

        def attempt() -> "StateSession | None":
            try:
                return stack.enter_context(app.store.writing(verb))
            except Locked:
                if time.monotonic() >= deadline:
                    raise
                return None

        while (session := attempt()) is None:
            time.sleep(_LOCK_POLL)
        yield session


class _Signals:
    """The first interrupt drains; the second stops at once."""

    def __init__(self) -> None:
        self.received = 0

    def stopped(self) -> bool:
        return self.received != 0

    @property
    def exit_code(self) -> int:
        return 128 + self.received

    def handle(self, number: int, _frame: FrameType | None) -> None:
        if self.received:
            raise KeyboardInterrupt
        self.received = number
        click.echo("Stopping: calls in flight are finished, none is started.", err=True)


@contextmanager
def _signals() -> Iterator[_Signals]:
    signals = _Signals()
    before = {n: signal.signal(n, signals.handle) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield signals
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
