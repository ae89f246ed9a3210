"""Performs a plan's changes: every effect recorded before it is sent, sent once per attempt.

One coordinating thread owns the ledger; a pool sends. The outcomes of a round and the claims of the
next are one commit, so that durability costs a few commits for many calls. A kind's generator is
pure: it is advanced in memory first, and the outcome is stored together with the object that it
finished.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from time import sleep
from typing import Protocol

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, CallRefused, Calls, EffectClass, Reply
from turkform.core.changes import Change
from turkform.core.deeds import DeedOutcome, Failures
from turkform.core.errors import CredentialsOrFunds, TurkformError
from turkform.core.events import (
    ApplyStarted,
    ChangeDone,
    ChangeFailed,
    ChangeStarted,
    ChangeUnknown,
    Event,
    NotServed,
    Throttled,
)
from turkform.core.follow_ups import unnamed
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.ports import Intent, MTurkReader, MTurkSender, Permit, Recorded, StateSession
from turkform.core.report import ApplyReport, Problem
from turkform.core.resources import Resource
from turkform.engine.mailing import failures_of
from turkform.engine.recovery import look
from turkform.engine.repeats import pause_s, repeats
from turkform.engine.replay import recovered_reply
from turkform.engine.steps import Step, advance, refuse
from turkform.kinds.kind import Verdict

_GATHER_S = 0.004
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
    permit: Permit | None = None
    sent_at: float = 0.0
    tries: int = 0
    doubtful: bool = False

    def turn_to(self, call: ApiCall) -> None:
        """Go on with the next call of the change."""
        self.call, self.intent, self.permit = call, None, None
        self.tries, self.sent_at, self.doubtful = 0, 0.0, False


@dataclass(slots=True)
class _Batch:
    """What a round has brought, until the commit that stores it."""

    recorded: list[Recorded] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    forgotten: list[Address] = field(default_factory=list)


@dataclass(slots=True)
class Executor:
    """One run of apply. `elapsed` is the monotonic clock that the gate measures with.

    Calls that `look_first` picks may have been executed by a run that nobody remembers: the service
    is asked before they are sent.
    """

    session: StateSession
    reader: MTurkReader
    sender: MTurkSender
    begin: Begin
    emit: Emit
    elapsed: Callable[[], float]
    stop: Stop
    parallelism: int = 8
    look_first: Callable[[ApiCall], bool] = lambda _: False
    _resources: dict[Address, Resource] = field(default_factory=dict)
    # an ordered set: membership is asked for every dependency of every change
    _done: dict[Address, None] = field(default_factory=dict)
    _failed: list[Problem] = field(default_factory=list)
    _unknown: list[Problem] = field(default_factory=list)
    _batch: _Batch = field(default_factory=_Batch)
    _halted: TurkformError | None = None

    def share(self, known: dict[Address, Resource]) -> None:
        """Keep `known` current: finished objects are put into it as they are made."""
        self._resources = known

    def run(self, changes: Sequence[Change]) -> ApplyReport:
        """Perform the changes in the order of their dependencies.

        What forbids every further effect (a lost lock, a broken store, an exhausted budget) is
        raised when the calls in flight have ended and their outcomes are stored.
        """
        self.emit(ApplyStarted(len(changes)))
        waiting = deque(changes)
        mine = {change.address for change in changes}
        with ThreadPoolExecutor(self.parallelism, thread_name_prefix="send") as pool:
            try:
                self._perform(pool, waiting, mine)
            finally:
                self._store()
        if self._halted is not None:
            raise self._halted
        return self._report(changes)

    def _perform(
        self, pool: ThreadPoolExecutor, waiting: deque[Change], mine: set[Address]
    ) -> None:
        flying: dict[Future[Outcome], _Task] = {}
        again: list[_Task] = []
        while (waiting and not self._stopped()) or flying or again:
            room = self.parallelism * 2 - len(flying) - len(again)
            ready = [] if self._stopped() else self._ready(waiting, mine, room)
            begun = [*again, *self._begun(ready)]
            for task in self._claimed(begun):
                flying[pool.submit(self._send, task)] = task
            again = []
            if not flying:
                if not ready and not begun:
                    break  # what waits depends on something that failed
                continue
            wait(flying, return_when=FIRST_COMPLETED)
            # a moment more, so that one commit stores what many threads have finished
            finished, _ = wait(flying, timeout=_GATHER_S)
            again = self._settle([(flying.pop(f), f.result()) for f in finished])

    def _stopped(self) -> bool:
        return self._halted is not None or self.stop()

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
        ready: list[Change] = []
        for _ in range(len(waiting)):
            if len(ready) >= room:
                break
            change = waiting.popleft()
            if all(d in self._done for d in change.depends_on if d in mine):
                ready.append(change)
            else:
                waiting.append(change)
        return ready

    def _begun(self, changes: Iterable[Change]) -> list[_Task]:
        tasks = []
        for change in changes:
            self.emit(ChangeStarted(change.address, change.action))
            steps = self.begin(change)
            step = advance(steps, None)
            if step.call is None:
                self._end(change, step, self.elapsed())
            else:
                tasks.append(_Task(change, steps, step.call, self.elapsed()))
        return tasks

    def _claimed(self, tasks: Sequence[_Task]) -> list[_Task]:
        """Make intents and attempts durable, with what ended before them; effects done in an
        earlier run are fed, not sent."""
        flying = [task for task in tasks if task.call.effect is EffectClass.READ]
        writes = [task for task in tasks if task.call.effect is not EffectClass.READ]
        while writes and self._halted is None:
            claimed_at = self.elapsed()
            intents = self._claim(writes)
            replayed: list[_Task] = []
            for task, intent in zip(writes, intents, strict=False):
                task.intent, task.permit = intent, self._permit(task.call, intent, claimed_at)
                if intent.status == "uncertain" and task.call.effect is EffectClass.ONE_SHOT:
                    self._doubt(
                        task, "an earlier run may have sent it; turkform resolve settles it"
                    )
                else:
                    (replayed if intent.status == "done" else flying).append(task)
            going = [task for task in replayed if self._fed(task, _reply_of(task))]
            flying += [task for task in going if task.call.effect is EffectClass.READ]
            writes = [task for task in going if task.call.effect is not EffectClass.READ]
        self._store()
        return flying

    def _claim(self, tasks: Sequence[_Task]) -> Sequence[Intent]:
        """None of them when the store refuses: then nothing more is started."""
        batch = self._batch
        try:
            calls = [task.call for task in tasks]
            intents = self.session.claim(calls, batch.recorded, batch.resources)
        except TurkformError as error:
            self._halted = self._halted or error
            self._store()  # a claim that is refused takes nothing else with it
            return ()
        self._batch = _Batch(forgotten=batch.forgotten)
        return intents

    def _permit(self, call: ApiCall, intent: Intent, claimed_at: float) -> Permit:
        token = call.effect is EffectClass.TOKEN
        since = intent.first_attempt_at if token else None
        return Permit(claimed_at, self.session.still_mine, since)

    def _send(self, task: _Task) -> Outcome:
        call, intent, permit = task.call, task.intent, task.permit
        if task.tries:
            sleep(pause_s(task.tries))
        task.sent_at = task.sent_at or self.elapsed()
        if call.effect is EffectClass.READ:
            return self._read(call)
        if intent is None or permit is None:
            msg = f"{call.operation} was not recorded before it was sent"
            raise TurkformError(msg)
        try:
            if not task.tries and self.look_first(call):
                finding = look(call, self.reader)
                if finding.verdict is Verdict.HAPPENED:
                    return Outcome(OutcomeKind.OK, finding.reply, message=finding.evidence)
        except (CallRefused, TurkformError) as error:
            return Outcome(OutcomeKind.UNSENT, message=f"cannot be looked for: {error}")
        outcome = self.sender.send(call.operation, intent.request, permit)
        try:
            reply = recovered_reply(call, outcome, self.reader, sleep)
            # A moment that an earlier run has set is refused at once (API reference 3.3).
            doubtful = task.doubtful or call.operation == "UpdateExpirationForHIT"
            if doubtful and outcome.kind is OutcomeKind.REFUSED and not reply:
                return self._after_doubt(call, outcome)
        except (CallRefused, TurkformError) as error:
            # It exists, and cannot be read back now: the next look will tell.
            return replace(outcome, kind=OutcomeKind.UNKNOWN, message=str(error))
        return replace(outcome, kind=OutcomeKind.OK, reply=reply) if reply else outcome

    def _after_doubt(self, call: ApiCall, refusal: Outcome) -> Outcome:
        """What is refused may be refused because an earlier try of it went through."""
        finding = look(call, self.reader)
        if finding.verdict is not Verdict.HAPPENED:
            return refusal
        message = finding.evidence or refusal.message
        return replace(refusal, kind=OutcomeKind.OK, reply=finding.reply, message=message)

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
        """Advance generators in memory; outcomes and objects wait for the next commit."""
        again = []
        for task, outcome in finished:
            task.tries += 1
            task.doubtful = task.doubtful or outcome.kind is OutcomeKind.UNKNOWN
            repeat = self._repeats(task, outcome)
            if task.intent is not None:
                status = "planned" if repeat else _status(outcome)
                reply = outcome.reply if outcome.kind is OutcomeKind.OK else {}
                missed = failures_of(task.call, reply)
                self._tell_missed(task.call, missed)
                self._batch.recorded.append(
                    Recorded(task.intent.intent_id, outcome, status, reply, missed)
                )
            if repeat or self._after(task, outcome):
                again.append(task)
        return [] if self._halted else again

    def _tell_missed(self, call: ApiCall, missed: Failures) -> None:
        for deed in call.deeds if missed else ():
            if (failure := missed.get(deed.worker)) is not None:
                final = failure.outcome is DeedOutcome.HARD_FAILURE
                text = failure.message.replace(deed.worker, "the worker")
                self.emit(NotServed(deed.address, text, final))

    def _store(self) -> None:
        """What no claim has taken along."""
        batch, self._batch = self._batch, _Batch()
        try:
            if batch.recorded or batch.resources:
                self.session.record(batch.recorded, batch.resources)
            # Dropped after its outcome is durable: a crash in between leaves an object too many
            # in the state, which the next refresh finds gone.
            for address in batch.forgotten:
                self.session.forget(address)
        except TurkformError as error:
            self._halted = self._halted or error

    def _repeats(self, task: _Task, outcome: Outcome) -> bool:
        if outcome.kind is OutcomeKind.THROTTLED:
            self.emit(Throttled(self.sender.rate))
        seconds = self.elapsed() - task.sent_at
        return not self._stopped() and repeats(task.call, outcome, task.tries, seconds)

    def _after(self, task: _Task, outcome: Outcome) -> bool:
        """Whether the task goes on with another call."""
        if outcome.kind is OutcomeKind.OK:
            return self._fed(task, outcome.reply)
        call = task.call
        if outcome.kind is OutcomeKind.REFUSED:
            refused = CallRefused(call.operation, outcome.code, outcome.turk_code, outcome.message)
            return self._goes_on(task, refuse(task.steps, refused))
        message = f"{call.operation}: {outcome.message}"
        if outcome.kind is OutcomeKind.UNKNOWN or outcome.code == "TokenDead":
            self._doubt(task, message)
        else:
            self._fail(task.change, TurkformError(message))
        return False

    def _doubt(self, task: _Task, message: str) -> None:
        text = unnamed(task.change, message)
        self._unknown.append(Problem(task.change.address, text))
        self.emit(ChangeUnknown(task.change.address, task.change.action, text))

    def _fed(self, task: _Task, reply: Reply) -> bool:
        return self._goes_on(task, advance(task.steps, reply))

    def _goes_on(self, task: _Task, step: Step) -> bool:
        if step.call is None:
            self._end(task.change, step, task.started)
            return False
        task.turn_to(step.call)
        return True

    def _end(self, change: Change, step: Step, started: float) -> None:
        if step.failure is not None:
            self._fail(change, step.failure)
            return
        if step.resource is None:
            # A deed leaves no object: what became of it stands in the ledger.
            self._batch.forgotten += [change.address] if change.address in self._resources else []
        else:
            self._batch.resources.append(step.resource)
            self._resources[step.resource.address] = step.resource
        self._done[change.address] = None
        mturk_id = step.resource.mturk_id if step.resource else ""
        seconds = self.elapsed() - started
        self.emit(ChangeDone(change.address, change.action, mturk_id, seconds))

    def _fail(self, change: Change, failure: Exception) -> None:
        text = unnamed(change, str(failure))
        funds = isinstance(failure, CredentialsOrFunds) or "InsufficientFunds" in text
        self._failed.append(Problem(change.address, text, funds))
        self.emit(ChangeFailed(change.address, change.action, text))


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
