"""One run of apply, as a generator: whoever drives it may stop it for ever, or for a day, at each
`yield`."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from tests.model.rules import HOUR, Rules
from tests.model.world import Answer, Effect, Fault, Fenced, Kind, Ledger, Row, Service

IN_FLIGHT = 25 * HOUR
SDK_TRIES = 5
Steps = Generator[str, None, None]


@dataclass(slots=True)
class Run:
    """A process. `fault` says what the network does to the next request, `chance` is random."""

    rules: Rules
    service: Service
    ledger: Ledger
    effects: Sequence[Effect]
    fault: Callable[[], Fault]
    chance: Callable[[], str]
    epoch: int = 0

    def steps(self) -> Steps:
        """Everything from the lock to the last effect."""
        epoch = self.ledger.take(self)
        if epoch is None:
            return
        self.epoch = epoch
        yield "locked"
        try:
            yield from self._discover()
            for effect in self.effects:  # each depends on the one before it
                yield from self._effect(effect)
                if self.ledger.row(effect).status != "done":
                    break
        except Fenced:
            return
        self.ledger.release(self)

    def _discover(self) -> Steps:
        """A state without a past may have lost it: look around before anything is sent, and again
        until lists show everything that was sent before the state was made."""
        if self.ledger.looked_around:
            return
        if self.rules.discovers_after_loss:
            for effect in self.effects:
                if self.service.seen(effect) and self.ledger.row(effect).status != "done":
                    self.ledger.write(self.epoch, effect, "done")
                    self._hold_mail()
        age = self.service.now - self.ledger.made_at
        self.ledger.looked_around = age >= self.rules.looks_again_after
        yield "discovered"

    def _hold_mail(self) -> None:
        """What we made is there already: this project has a past, and mail cannot be looked up."""
        if not self.rules.holds_mail_after_loss:
            return
        for effect in self.effects:
            if effect.kind is Kind.ONE_SHOT and self.ledger.row(effect).status == "planned":
                self.ledger.write(self.epoch, effect, "uncertain", self.service.now)

    def _effect(self, effect: Effect) -> Steps:
        row = self.ledger.row(effect)
        if row.status in ("done", "cancelled"):
            return
        if row.status in ("open", "uncertain") and not self._may_send(effect, row):
            return
        yield from self._attempt(effect)

    def _may_send(self, effect: Effect, row: Row) -> bool:
        """Settle an effect in doubt; whether it has to be sent (again)."""
        if self.rules.unknown_is_failed:
            self.ledger.supersede(self.epoch, effect)
            return True
        if effect.kind is Kind.ONE_SHOT:
            self.ledger.write(self.epoch, effect, "uncertain")
            return self.rules.repeats_one_shots
        if effect.kind is Kind.GUARDED:
            return self._absent(effect)
        first, last = row.first_at or 0, row.last_at or 0
        if self.service.now - first < self.rules.token_trusted_for:
            return True
        if self.rules.waits_until_nothing_flies and self.service.now < last + IN_FLIGHT:
            return False
        if self._absent(effect):
            self.ledger.supersede(self.epoch, effect)
            return True
        return False

    def _absent(self, effect: Effect) -> bool:
        if self.rules.looks_before_repeating and self.service.seen(effect):
            self.ledger.write(self.epoch, effect, "done")
            return False
        return True

    def _attempt(self, effect: Effect) -> Steps:
        claimed_at = self.service.now
        if self.rules.intent_before_call:
            self.ledger.write(self.epoch, effect, "open", claimed_at)
            yield "claimed"
        doubtful = self.ledger.row(effect).doubtful
        if self.service.now - claimed_at > self.rules.send_within:
            self.ledger.write(self.epoch, effect, "open")
            return  # too late: the next run decides anew
        answer = self._send(effect)
        yield "sent"
        if not self.rules.intent_before_call:
            self.ledger.write(self.epoch, effect, "open", claimed_at)
        if self.rules.records_outcome:
            self._record(effect, answer, doubtful=doubtful)
        yield "recorded"

    def _send(self, effect: Effect) -> Answer:
        token = self._token(effect)
        answer = self.service.send(effect, token, self.fault())
        for _ in range(SDK_TRIES - 1):
            if not self.rules.sdk_repeats or answer is not Answer.UNKNOWN:
                break
            answer = self.service.send(effect, token, self.fault())
        return answer

    def _token(self, effect: Effect) -> str:
        generation = self.ledger.row(effect).generation
        unique = "" if self.rules.deterministic_token else self.chance()
        return f"{effect.key} {generation} {unique}"

    def _record(self, effect: Effect, answer: Answer, *, doubtful: bool) -> None:
        if answer is Answer.EXISTS:
            self._exists(effect)
        elif answer is Answer.OK:
            self.ledger.write(self.epoch, effect, "done")
        elif answer is Answer.REFUSED:
            # This attempt did nothing, which proves nothing of an earlier one.
            kept = doubtful and self.rules.refusal_settles_nothing_earlier
            self.ledger.write(self.epoch, effect, "uncertain" if kept else "planned")
        else:
            self.ledger.write(self.epoch, effect, "uncertain")

    def _exists(self, effect: Effect) -> None:
        if not self.rules.exists_is_done:
            self.ledger.supersede(self.epoch, effect)
            return
        self.ledger.write(self.epoch, effect, "done")
        if effect.kind is Kind.TOKEN:
            self._hold_mail()
