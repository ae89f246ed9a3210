"""Schedules of trouble, and the judgement of what came of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from tests.model.protocol import Run, Steps
from tests.model.rules import HOUR, Rules
from tests.model.world import LATE, LIST_LAG, Effect, Fault, Kind, Ledger, Service

BONUS = Effect("bonus", Kind.TOKEN)
APPROVAL = Effect("approval", Kind.GUARDED)
MAIL = Effect("mail", Kind.ONE_SHOT)
HIT = Effect("HIT", Kind.TOKEN)
STORY = (HIT, APPROVAL, BONUS, MAIL)
GAPS = (0, 19 * HOUR, 21 * HOUR, 26 * HOUR)
PAUSES = (0, 0, 1, 10, HOUR, 5 * HOUR, 19 * HOUR, 22 * HOUR, 30 * HOUR)
NEVER = 99


@dataclass(frozen=True, slots=True)
class Trouble:
    """A run that dies after `lives_for` steps under a fault, and the time until the next thing."""

    lives_for: int
    fault: Fault
    gap: int


class Trial:
    """Plays a schedule against the rules."""

    def __init__(self, rules: Rules, effects: Sequence[Effect], random: Random) -> None:
        self.rules, self.effects, self.random = rules, effects, random
        self.service, self.ledger = Service(), Ledger(rules.fenced_by_epoch)
        self.fault = Fault.NONE
        self.verdicts = 0
        self._paused: list[tuple[Run, Steps]] = []

    def run(self, lives_for: int = NEVER, *, pause: bool = False) -> None:
        """A process that is killed, or stopped, after so many steps."""
        run = Run(
            self.rules, self.service, self.ledger, self.effects, self._take_fault,
            lambda: str(self.random.random()),
        )  # fmt: skip
        self._drive(run, run.steps(), lives_for, pause=pause)

    def _drive(self, run: Run, steps: Steps, lives_for: int, *, pause: bool) -> None:
        for _ in range(lives_for):
            if next(steps, None) is None:
                return
        if pause:
            self._paused.append((run, steps))
        else:
            self.ledger.release(run)

    def wake(self, lives_for: int = NEVER) -> None:
        """The process that was stopped longest goes on."""
        if self._paused:
            self._drive(*self._paused.pop(0), lives_for, pause=False)

    def unlock(self) -> None:
        """A person takes the lock over."""
        if self.ledger.holder is not None:
            self.ledger.holder = None
            self.ledger.epoch += 1

    def lose(self) -> None:
        """The state is gone, and nobody runs; what was paused has lost its ledger too.

        What the promise leaves out: an effect that a person or a look had renumbered, whose state
        is lost and replaced within the hour in which lists do not show it yet.
        """
        self._paused.clear()
        if any(row.generation for row in self.ledger.rows.values()):
            self.service.wait(LATE + LIST_LAG)
        self.ledger = Ledger(self.rules.fenced_by_epoch, self.service.now)

    def judge(self) -> None:
        """A person says of uncertain mail what is true at the moment, as early as allowed."""
        if self.ledger.holder is not None:
            return
        for effect in self.effects:
            row = self.ledger.row(effect)
            old = self.service.now - (row.last_at or 0) >= self.rules.verdict_after
            if effect.kind is Kind.ONE_SHOT and row.status in ("open", "uncertain") and old:
                self.ledger.epoch += 1
                if self.service.executed[effect.key]:
                    self.ledger.write(self.ledger.epoch, effect, "done")
                else:
                    self.ledger.supersede(self.ledger.epoch, effect)

    def heal(self) -> None:
        """Faults stop, stopped processes wake, and people run apply until it is settled."""
        self.fault = Fault.NONE
        while self._paused:
            self.wake()
        self.unlock()
        for _ in range(3):
            self.run()
            self.service.wait(26 * HOUR)
            self.judge()
        self.run()

    def violations(self) -> list[str]:
        """What must never be, after healing."""
        found = []
        for effect in self.effects:
            times, status = self.service.executed[effect.key], self.ledger.row(effect).status
            if times > 1:
                found.append(f"{effect.key} happened {times} times")
            if status != "done":
                found.append(f"{effect.key} is {status} at the end")
            elif times == 0:
                found.append(f"{effect.key} is done and never happened")
        return found

    def _take_fault(self) -> Fault:
        fault, self.fault = self.fault, Fault.NONE
        return fault


def exhaustive(gaps: Sequence[int] = GAPS) -> Iterator[tuple[Trouble, Trouble]]:
    """Two runs in trouble: every kill, fault and gap, twice. A run of one effect has five steps."""
    once = [Trouble(*parts) for parts in product(range(1, 7), Fault, gaps)]
    return ((first, second) for first, second in product(once, repeat=2))


def played(rules: Rules, effects: Sequence[Effect], troubles: Sequence[Trouble]) -> list[str]:
    """The violations of runs that die one after the other."""
    trial = Trial(rules, effects, Random(0))
    for trouble in troubles:
        trial.fault = trouble.fault
        trial.run(trouble.lives_for)
        trial.service.wait(trouble.gap)
    trial.heal()
    return trial.violations()


def random_trial(rules: Rules, seed: int) -> list[str]:
    """The violations of a long schedule: kills, pauses, wakings, unlocks, verdicts, lost states."""
    random = Random(seed)
    trial = Trial(rules, STORY, random)
    for _ in range(random.randint(1, 12)):
        _one_thing(trial, random)
    trial.heal()
    return trial.violations()


def _one_thing(trial: Trial, random: Random) -> None:
    what = random.random()
    trial.fault = random.choice(list(Fault)) if random.random() < 0.7 else Fault.NONE
    lives_for = random.randint(1, 16)
    if what < 0.5:
        trial.run(lives_for)
    elif what < 0.65:
        trial.run(lives_for, pause=True)
    elif what < 0.75:
        trial.wake(lives_for)
    elif what < 0.85:
        trial.unlock()
    elif what < 0.95:
        trial.judge()
    else:
        trial.lose()
    trial.service.wait(random.choice(PAUSES))
