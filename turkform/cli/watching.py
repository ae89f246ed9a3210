"""`apply --watch`: one round after another, until somebody ends it."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from turkform.cli.applying import Request, locked
from turkform.cli.approval import approve, check_limits
from turkform.cli.output import say
from turkform.cli.signals import Interrupts, draining
from turkform.core.diagnostics import Severity

if TYPE_CHECKING:
    from turkform.core.ports import StateSession
    from turkform.core.report import ApplyReport
    from turkform.study import Study

_GLANCE_S = 0.5
_RING_S = 2.0
Wait = Callable[[float], bool]
"""Waits at most so many seconds; true when it is time for a round before the interval is over."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round came to."""

    line: str
    code: int


def watch(request: Request, interval: float, queue: str | None) -> int:
    """Apply at every interval and whenever the queue rings; returns the exit code.

    Only what a person must decide about ends it: a limit, credentials, a wrong configuration.
    """
    wait = _ring(request, queue) if queue else _glance
    with draining(say) as interrupts:
        while not interrupts.asked():
            done = _round(request, interrupts)
            say(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}  {done.line}")
            if done.code:
                return done.code
            _pause(interval, wait, interrupts)
    return interrupts.exit_code


def _pause(interval: float, wait: Wait, interrupts: Interrupts) -> None:
    until = time.monotonic() + interval
    while not interrupts.asked() and (left := until - time.monotonic()) > 0:
        if wait(left):
            return


def _glance(left: float) -> bool:
    time.sleep(min(left, _GLANCE_S))
    return False


def _ring(request: Request, queue: str) -> Wait:
    from turkform.app import open_queue

    events = open_queue(request.campaign, request.environment, queue)
    return lambda left: events.wait(min(left, _RING_S))


def _round(request: Request, interrupts: Interrupts) -> Round:
    """Take the lock, settle, plan, apply, give the lock back; what passes by itself is no end."""
    from turkform.app import open_app
    from turkform.core.errors import Locked, Stale

    try:
        app = open_app(
            request.campaign, request.environment, request.variables, request.parallelism
        )
        with locked(app.store, "apply --watch", request.lock_timeout) as session:
            return _work(request, app, session, interrupts)
    except (Locked, Stale) as passing:
        return Round(f"waiting: {passing}", 0)


def _work(request: Request, app: "Study", session: "StateSession", interrupts: Interrupts) -> Round:
    session.sign(app.provenance)
    doubts = app.recover(session, _silent)
    plan = app.plan(request.options, session, _silent)
    held = f"; {len(doubts)} in doubt, see turkform resolve" if doubts else ""
    faults = [str(found) for found in plan.diagnostics if found.severity is Severity.ERROR]
    held += f"; a rule fails: {faults[0]}" if faults else ""
    if plan.empty:
        app.settle(plan, session)
        return Round(f"nothing to do{held}", 0)
    check_limits(plan, request.allowed)
    approve(plan, request.allowed.words, by_amount=False, asks=False)
    report = app.apply(plan, session, _silent, interrupts.asked, request.parallelism)
    return Round(_told(report) + held, 0)


def _told(report: "ApplyReport") -> str:
    groups = Counter(str(address.group) for address in report.done)
    done = ", ".join(f"{count} {group}" for group, count in groups.items())
    parts = [f"{len(report.done)} done" + (f" ({done})" if done else "")]
    for word, some in (
        ("failed", report.failed), ("unknown", report.unknown), ("not started", report.not_started)
    ):  # fmt: skip
        if some:
            parts.append(f"{len(some)} {word}")
    if report.failed:
        parts.append(f"first: {report.failed[0].address}: {report.failed[0].message}")
    return ", ".join(parts)


def _silent(_: object) -> None:
    """A round is one line."""
