"""Recovery: what an earlier run left in doubt is settled before anything new is planned.

By its token while that is young (the same request again), by reading, or by a person
(reliability reference 3.8). Nothing is sent that was not recorded and approved before.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from turkform.core.calls import ApiCall, CallRefused, Reply
from turkform.core.doubts import Doubt
from turkform.core.errors import TurkformError
from turkform.core.events import Event, Recovered
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.paging import page
from turkform.core.ports import (
    Clock,
    Intent,
    MTurkReader,
    MTurkSender,
    Permit,
    Recorded,
    StateSession,
)
from turkform.core.resources import Resource
from turkform.engine.doubts import IN_FLIGHT, Way, call_of, way
from turkform.engine.repeats import pause_s, repeats
from turkform.engine.replay import recovered_reply
from turkform.kinds.kind import Finding, Verdict
from turkform.kinds.probes.table import probe

SECOND_LOOK_S = 2.0
Adopt = Callable[[Intent, Reply], Resource | None]


@dataclass(slots=True)
class Recovery:
    """One recovery. `service_now` is the service's clock, `elapsed` the gate's."""

    session: StateSession
    reader: MTurkReader
    sender: MTurkSender
    adopt: Adopt
    emit: Callable[[Event], None]
    service_now: Clock
    elapsed: Callable[[], float]
    sleep: Callable[[float], None]
    _left: list[Doubt] = field(default_factory=list)
    _newest: Mapping[str, Reply] = field(default_factory=dict)

    def run(self) -> tuple[Doubt, ...]:
        """Settle what can be settled; what is left is returned, oldest first."""
        doubts = self.session.unresolved()
        if doubts:
            self._newest = self._first_look(doubts)
        for intent in doubts:
            self._settle(intent)
        return tuple(self._left)

    def _first_look(self, doubts: Sequence[Intent]) -> Mapping[str, Reply]:
        """Any answer tells what time it is at the service; where HITs are in doubt, a page of the
        newest tells of all of them, too, and none has to be read by itself."""
        if not any(intent.operation == "CreateHITWithHITType" for intent in doubts):
            self.reader.call("GetAccountBalance", {})
            return {}
        hits = self.reader.call("ListHITs", page({}, None)).get("HITs", ())
        return {str(hit["HITId"]): hit for hit in hits}

    def _settle(self, intent: Intent) -> None:
        which = way(intent, self.service_now())
        if which is Way.ASK:
            self._leave(intent, "may have been sent; only a person can find out")
        elif which is Way.WAIT:
            last = intent.last_attempt_at or self.service_now()
            text = "is too old to be repeated and too young to be looked for"
            self._left.append(Doubt(intent, text, last + IN_FLIGHT))
        elif which is Way.RESEND:
            self._resend(intent)
        elif which is Way.LOOK_TWICE:
            self._look_twice(intent)
        else:
            self._look_then_resend(intent)

    def _look_then_resend(self, intent: Intent) -> None:
        finding = self._look(intent)
        if finding is None:
            return
        if finding.verdict is Verdict.HAPPENED:
            self._happened(intent, finding.reply, finding.evidence or "was found done")
        else:
            self._resend(intent)

    def _look_twice(self, intent: Intent) -> None:
        """Lists shift while they are read, so absence is believed the second time only."""
        for turn in range(2):
            if turn:
                self.sleep(SECOND_LOOK_S)
            finding = self._look(intent)
            if finding is None:
                return
            if finding.verdict is Verdict.HAPPENED:
                self._happened(intent, finding.reply, finding.evidence)
                return
            if finding.verdict is Verdict.UNCLEAR:
                self._leave(intent, finding.evidence)
                return
        self._record(intent, Outcome(OutcomeKind.UNSENT, message="looked for twice"), "superseded")
        self._tell(intent, "did not happen")

    def _look(self, intent: Intent) -> Finding | None:
        """None where the service cannot be asked: the effect stays in doubt."""
        try:
            return look(call_of(intent), self.reader)
        except (CallRefused, TurkformError) as error:
            self._leave(intent, f"cannot be looked for: {error}")
            return None

    def _resend(self, intent: Intent) -> None:
        call = call_of(intent)
        began, tries = self.elapsed(), 0
        while True:
            outcome = self._attempt(call)
            tries += 1
            if not repeats(call, outcome, tries, self.elapsed() - began):
                break
            self._record(intent, outcome, "planned")
            self.sleep(pause_s(tries))
        if outcome.kind is OutcomeKind.OK:
            self._record(intent, outcome, "done", outcome.reply)
            self._tell(intent, "has happened")
        elif outcome.kind is OutcomeKind.REFUSED:
            self._refused(intent, outcome)
        else:
            self._record(intent, outcome, "uncertain")
            self._leave(intent, f"has no answer yet: {outcome.message}")

    def _attempt(self, call: ApiCall) -> Outcome:
        claimed_at = self.elapsed()
        [intent] = self.session.claim([call])
        permit = Permit(claimed_at, self.session.still_mine)
        outcome = self.sender.send(call.operation, intent.request, permit)
        try:
            reply = recovered_reply(call, outcome, self.reader, self.sleep, self._newest)
        except (CallRefused, TurkformError) as error:
            return replace(outcome, kind=OutcomeKind.UNKNOWN, message=str(error))
        return replace(outcome, kind=OutcomeKind.OK, reply=reply) if reply else outcome

    def _refused(self, intent: Intent, outcome: Outcome) -> None:
        """A refusal may say in other words that it is done already."""
        finding = self._look(intent)
        if finding is None:
            self._record(intent, outcome, "uncertain")
        elif finding.verdict is Verdict.HAPPENED:
            self._happened(intent, finding.reply, finding.evidence or "was found done")
        else:
            self._record(intent, outcome, "refused")
            self._tell(intent, f"was refused: {outcome.message}")

    def _happened(self, intent: Intent, reply: Reply, evidence: str) -> None:
        outcome = Outcome(OutcomeKind.OK, reply, message=evidence)
        self._record(intent, outcome, "done", reply)
        self._tell(intent, f"has happened: {evidence}")

    def _record(
        self, intent: Intent, outcome: Outcome, status: str, reply: Reply | None = None
    ) -> None:
        made = self.adopt(intent, reply) if status == "done" and reply else None
        recorded = Recorded(intent.intent_id, outcome, status, reply or {})
        self.session.record([recorded], [made] if made else [])

    def _leave(self, intent: Intent, text: str) -> None:
        self._left.append(Doubt(intent, text))

    def _tell(self, intent: Intent, text: str) -> None:
        self.emit(Recovered(intent.address, intent.operation, text))


def look(call: ApiCall, reader: MTurkReader) -> Finding:
    """Drive a probe; raises what the reader raises where the probe does not know it."""
    steps = probe(call)
    try:
        asked = next(steps)
        while True:
            try:
                reply = reader.call(asked.operation, asked.parameters)
            except CallRefused as refused:
                asked = steps.throw(refused)
            else:
                asked = steps.send(reply)
    except StopIteration as end:
        found: Finding = end.value
        return found
