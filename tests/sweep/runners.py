"""Several real runners of one campaign: stopped, taken over by force, and woken, at random."""

import os
import signal
import time
from dataclasses import dataclass
from random import Random

from tests.sweep.boundaries import Tally
from tests.sweep.story import STEPS
from tests.sweep.world import World

# Done, taken over, locked out, partly, a person is asked.
FINE = (0, 6, 7, 9, 10)
_MOVES = 8


@dataclass(slots=True)
class Runners:
    """`pauses` and `takeovers` count what was done to them."""

    world: World
    step: int
    random: Random
    pauses: int = 0
    takeovers: int = 0

    def compete(self, count: int) -> list[str]:
        """Start so many, disturb them, and wait for all; what they did wrong."""
        # A process that has ended is waited for only at the end: its number stays its own.
        alive = [self._start() for _ in range(count)]
        stopped: list[int] = []
        for _ in range(_MOVES):
            self._move(alive, stopped)
            time.sleep(self.random.random() / 5)
        for child in (*alive, *stopped):
            os.kill(child, signal.SIGCONT)
        codes = [self._wait(child) for child in (*alive, *stopped)]
        return [f"a runner ended with {code}" for code in codes if code not in FINE]

    def _move(self, alive: list[int], stopped: list[int]) -> None:
        what = self.random.choice(("stop", "stop", "unlock", "wake", "start"))
        if what == "stop" and alive:
            child = alive.pop(self.random.randrange(len(alive)))
            os.kill(child, signal.SIGSTOP)
            stopped.append(child)
            self.pauses += 1
        elif what == "unlock":
            words = ["unlock", str(self.world.study), "--env", "lab", "--force"]
            self.takeovers += self.world.run(words, 0) == 0
        elif what == "wake" and stopped:
            child = stopped.pop(0)
            os.kill(child, signal.SIGCONT)
            alive.append(child)
        elif what == "start":
            alive.append(self._start())

    def _start(self) -> int:
        """An apply that may stop at a boundary of its own accord."""
        at = self.random.choice((0, self.random.randint(1, 120)))
        self.pauses += bool(at)
        words = [STEPS[self.step].verb, str(self.world.study), "--env", "lab", "--auto-approve"]
        own = World(self.world.folder, self.world.place, Tally(), self.world.port)
        return own.start(words, at, end=signal.SIGSTOP)

    def _wait(self, child: int) -> int:
        while True:
            _, status = os.waitpid(child, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                return os.waitstatus_to_exitcode(status)
            os.kill(child, signal.SIGCONT)
