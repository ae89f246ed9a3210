"""Performs a plan's changes: every effect recorded before it is sent, sent once per attempt.

One coordinating thread owns the ledger; a pool sends. Claims and outcomes are committed in groups,
so that durability costs a few commits for many calls. A kind's generator is pure: it is advanced
in memory first, and the outcome is stored together with the object that it finished.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import timedelta
from time import monotonic
from typing import Any, Protocol

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, CallRefused, Calls, EffectClass, Reply
from turkform.core.changes import Change
from turkform.core.errors import CredentialsOrFunds, TurkformError
from turkform.core.events import (
    ApplyStarted,
    ChangeDone,
    ChangeFailed,
    ChangeStarted,
    ChangeUnknown,
    Event,
    Throttled,
)
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.ports import Clock, Intent, MTurkReader, MTurkSender, Recorded, StateSession
from turkform.core.report import ApplyReport, Problem
from turkform.core.resources import Resource
from turkform.engine.replay import recovered_reply

TOKEN_LIFE = timedelta(hours=20)
RESENDS = 4
THROTTLE_TRIES = 50

Begin = Callable[[Change], Calls[Resource | None]]
Emit = Callable[[Event], None]


class Stop(Protocol):
    """Whether the user has asked to stop."""

    def __call__(self) -> bool: ...


@dataclass(slots=True)
class _Task:
    change: Change
    steps: Calls[Resource | None]
    call: ApiCall
    started: float
    intent: Intent | None = None
    tries: int = 0


@dataclass(slots=True)
class _Step:
    """Where a generator went after a reply: its next call, or its end."""

    call: ApiCall | None = None
    resource: Resource | None = None
    failure: Exception | None = None


@dataclass(slots=True)
class Executor:
    """One run of apply."""

    session: StateSession
    reader: MTurkReader
    sender: MTurkSender
    begin: Begin
    emit: Emit
    clock: Clock
    stop: Stop
    parallelism: int = 8
    _resources: dict[Address, Resource] = field(default_factory=dict)
    _done: list[Address] = field(default_factory=list)
    _failed: list[Problem] = field(default_factory=list)
    _unknown: list[Problem] = field(default_factory=list)

    def share(self, known: dict[Address, Resource]) -> None:
        """Keep `known` current: finished objects are put into it as they are made."""
        self._resources = known

    def run(self, changes: Sequence[Change]) -> ApplyReport:
        """Perform the changes in the order of their dependencies."""
        self.emit(ApplyStarted(len(changes)))
        waiting = deque(changes)
        mine = {change.address for change in changes}
        flying: dict[Future[Outcome], _Task] = {}
        with ThreadPoolExecutor(self.parallelism, thread_name_prefix="send") as pool:
            while (waiting and not self.stop()) or flying:
                room = self.parallelism * 2 - len(flying)
                ready = [] if self.stop() else self._ready(waiting, mine, room)
                for task in self._claimed(self._begun(ready)):
                    flying[pool.submit(self._send, task)] = task
                if not flying:
                    if not ready:
                        break
                    continue
                finished, _ = wait(flying, return_when=FIRST_COMPLETED)
                again = self._settle([(flying.pop(f), f.result()) for f in finished])
                for task in self._claimed(again):
                    flying[pool.submit(self._send, task)] = task
        return self._report(changes)

    def _report(self, changes: Sequence[Change]) -> ApplyReport:
        ended = {*self._done, *(p.address for p in (*self._failed, *self._unknown))}
        return ApplyReport(
            tuple(self._done),
            tuple(self._failed),
            tuple(self._unknown),
            tuple(c.address for c in changes if c.address not in ended),
            interrupted=self.stop(),
        )

    def _ready(self, waiting: deque[Change], mine: set[Address], room: int) -> list[Change]:
        """Changes whose dependencies are done; what depends on a failure is never started."""
        done = set(self._done) if len(waiting) < len(mine) else set()
        ready: list[Change] = []
        for _ in range(len(waiting)):
            if len(ready) >= room:
                break
            change = waiting.popleft()
            if all(d in done for d in change.depends_on if d in mine):
                ready.append(change)
            else:
                waiting.append(change)
        return ready

    def _begun(self, changes: Iterable[Change]) -> list[_Task]:
        tasks = []
        for change in changes:
            self.emit(ChangeStarted(change.address, change.action))
            steps = self.begin(change)
            step = _advance(steps, None)
            if step.call is None:
                self._end(change, step, monotonic(), [])
            else:
                tasks.append(_Task(change, steps, step.call, monotonic()))
        return tasks

    def _claimed(self, tasks: Sequence[_Task]) -> list[_Task]:
        """Make intents and attempts durable; effects done in an earlier run are fed, not sent."""
        flying = [task for task in tasks if task.call.effect is EffectClass.READ]
        writes = [task for task in tasks if task.call.effect is not EffectClass.READ]
        while writes:
            intents = self.session.claim([task.call for task in writes])
            replayed: list[_Task] = []
            for task, intent in zip(writes, intents, strict=True):
                task.intent = intent
                (replayed if intent.status == "done" else flying).append(task)
            resources: list[Resource] = []
            going = [t for t in replayed if self._fed(t, _reply_of(t), resources)]
            if resources:
                self.session.record((), resources)
            flying += [task for task in going if task.call.effect is EffectClass.READ]
            writes = [task for task in going if task.call.effect is not EffectClass.READ]
        return flying

    def _send(self, task: _Task) -> Outcome:
        call, intent = task.call, task.intent
        if call.effect is EffectClass.READ:
            return self._read(call)
        if intent is None:
            msg = f"{call.operation} was not recorded before it was sent"
            raise TurkformError(msg)
        if call.effect is EffectClass.TOKEN and self._token_dead(intent):
            return Outcome(OutcomeKind.UNKNOWN, message="its token is older than 20 hours")
        outcome = self.sender.send(call.operation, intent.request)
        reply = recovered_reply(call, outcome, self.reader)
        return replace(outcome, kind=OutcomeKind.OK, reply=reply) if reply else outcome

    def _token_dead(self, intent: Intent) -> bool:
        first = intent.first_attempt_at
        return first is not None and self.clock() - first > TOKEN_LIFE

    def _read(self, call: ApiCall) -> Outcome:
        try:
            return Outcome(OutcomeKind.OK, self.reader.call(call.operation, call.parameters))
        except CallRefused as refused:
            return Outcome(
                OutcomeKind.REFUSED,
                code=refused.code,
                turk_code=refused.turk_code,
                message=refused.message,
            )
        except TurkformError as error:
            return Outcome(OutcomeKind.UNSENT, message=str(error))

    def _settle(self, finished: Sequence[tuple[_Task, Outcome]]) -> list[_Task]:
        """Advance generators in memory, then store outcomes and objects in one commit."""
        recorded: list[Recorded] = []
        resources: list[Resource] = []
        again = []
        for task, outcome in finished:
            task.tries += 1
            repeat = self._repeats(task, outcome)
            if task.intent is not None:
                status = "planned" if repeat else _status(outcome)
                reply = outcome.reply if outcome.kind is OutcomeKind.OK else {}
                recorded.append(Recorded(task.intent.intent_id, outcome, status, reply))
            if repeat or self._after(task, outcome, resources):
                again.append(task)
        self.session.record(recorded, resources)
        return again

    def _repeats(self, task: _Task, outcome: Outcome) -> bool:
        if outcome.kind is OutcomeKind.THROTTLED:
            self.emit(Throttled(0.0))
            return task.tries < THROTTLE_TRIES and not self.stop()
        if self.stop() or task.call.effect is EffectClass.ONE_SHOT:
            return False
        safe = outcome.kind in (OutcomeKind.UNKNOWN, OutcomeKind.UNSENT)
        old = task.intent is not None and self._token_dead(task.intent)
        return safe and not old and task.tries < RESENDS

    def _after(self, task: _Task, outcome: Outcome, resources: list[Resource]) -> bool:
        """Whether the task goes on with another call."""
        if outcome.kind is OutcomeKind.OK:
            return self._fed(task, outcome.reply, resources)
        call = task.call
        if outcome.kind is OutcomeKind.REFUSED:
            refused = CallRefused(call.operation, outcome.code, outcome.turk_code, outcome.message)
            return self._goes_on(task, _throw(task.steps, refused), resources)
        message = f"{call.operation}: {outcome.message}"
        if outcome.kind is OutcomeKind.UNKNOWN:
            self._unknown.append(Problem(task.change.address, message))
            self.emit(ChangeUnknown(task.change.address, task.change.action, message))
        else:
            self._fail(task.change, TurkformError(message))
        return False

    def _fed(self, task: _Task, reply: Reply, resources: list[Resource]) -> bool:
        return self._goes_on(task, _advance(task.steps, reply), resources)

    def _goes_on(self, task: _Task, step: _Step, resources: list[Resource]) -> bool:
        if step.call is None:
            self._end(task.change, step, task.started, resources)
            return False
        task.call, task.intent, task.tries = step.call, None, 0
        return True

    def _end(self, change: Change, step: _Step, started: float, resources: list[Resource]) -> None:
        if step.failure is not None:
            self._fail(change, step.failure)
            return
        if step.resource is None:
            self.session.forget(change.address)
        else:
            resources.append(step.resource)
            self._resources[change.address] = step.resource
        self._done.append(change.address)
        mturk_id = step.resource.mturk_id if step.resource else ""
        seconds = monotonic() - started
        self.emit(ChangeDone(change.address, change.action, mturk_id, seconds))

    def _fail(self, change: Change, failure: Exception) -> None:
        funds = isinstance(failure, CredentialsOrFunds) or "InsufficientFunds" in str(failure)
        self._failed.append(Problem(change.address, str(failure), funds))
        self.emit(ChangeFailed(change.address, change.action, str(failure)))


def _advance(steps: Calls[Resource | None], reply: Any) -> _Step:  # None only to begin
    try:
        return _Step(call=steps.send(reply))
    except StopIteration as end:
        return _Step(resource=end.value)
    except CallRefused as refused:
        return _Step(failure=refused)


def _throw(steps: Calls[Resource | None], refused: CallRefused) -> _Step:
    try:
        return _Step(call=steps.throw(refused))
    except StopIteration as end:
        return _Step(resource=end.value)
    except CallRefused as unhandled:
        return _Step(failure=unhandled)


def _reply_of(task: _Task) -> Reply:
    return task.intent.reply if task.intent else {}


def _status(outcome: Outcome) -> str:
    return {
        OutcomeKind.OK: "done",
        OutcomeKind.REFUSED: "refused",
        OutcomeKind.THROTTLED: "planned",
        OutcomeKind.UNSENT: "planned",
        OutcomeKind.UNKNOWN: "uncertain",
    }[outcome.kind]
