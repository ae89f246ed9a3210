"""A study, its state and its service, and everything that may befall them."""

import os
import shutil
import signal
import urllib.error
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.sweep.boundaries import Tally
from tests.sweep.oracle import effects, made, twice
from tests.sweep.places import FilePlace, free_port
from tests.sweep.processes import Service, ended, serving
from tests.sweep.story import PROJECT, WORKERS, Step
from tests.sweep.world import World

FINE = (0, 9, 10)
"""Ends of an apply under faults: done, partly, or a person is asked."""
STALE = 6
_ROUNDS = 8


@dataclass(slots=True)
class Stage:
    """One world; `problems` are the invariants that did not hold."""

    world: World
    service: Service
    problems: list[str] = field(default_factory=list)
    hours: float = 0.0
    kills: int = 0
    pauses: int = 0
    _backup: bool = False

    @property
    def state(self) -> Path:
        """The state file."""
        return self.world.folder / ".turkform" / "lab" / "story.db"

    def declare(self, rows: str, reward: str, assignments: int, words: str) -> None:
        """What the campaign says from now on."""
        step = Step("any", "apply", reward, rows, assignments, (), words, works=True)
        step.write(self.world.study)

    def apply(self, kill_at: int = 0) -> int:
        """The real command, killed at a boundary when it gets so far."""
        self.world.tally.clear()
        code = self._run("apply", "--auto-approve", kill_at=kill_at)
        self.kills += bool(self.world.tally.label)
        if code not in (*FINE, -signal.SIGKILL):
            self.problems.append(f"apply ended with {code}")
        if self.world.tally.unrecorded:
            self.problems.append("a call left without a durable attempt")
        return code

    def plan(self) -> int:
        """Reads only; 2 when something is left to do."""
        before = len(self.service.journal())
        self.world.tally.clear()
        code = self._run("plan", "--detailed-exitcode")
        if self.world.tally.writes or len(self.service.journal()) != before:
            self.problems.append("plan wrote")
        if code not in (0, 2):
            self.problems.append(f"plan ended with {code}")
        return code

    def pause(self, at: int) -> None:
        """Stop an apply, take it over, let another do the work, and wake the first."""
        self.world.tally.clear()
        child = self.world.start(self._words("apply", "--auto-approve"), at, end=signal.SIGSTOP)
        _, status = os.waitpid(child, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return
        self.pauses += 1
        try:
            taken = self._unlock()
            self.apply()
            before = len(self.service.journal())
        finally:
            os.kill(child, signal.SIGCONT)
        code = ended(child)
        if not taken:
            return  # it had not come to the lock yet
        if len(self.service.journal()) != before:
            self.problems.append("a run that was taken over sent something when it woke")
        if code != STALE:
            self.problems.append(f"a run that was taken over ended with {code}")

    def _unlock(self) -> bool:
        """Whether somebody held the lock."""
        log = self.world.folder / "unlock.log"
        log.unlink(missing_ok=True)
        if self.world.run(self._words("unlock", "--force"), 0, log) != 0:
            self.problems.append(f"unlock failed: {log.read_text()}")
        return "Taken over" in log.read_text()

    def work(self, thing: str, worker: str, label: str) -> None:
        """Hand in a HIT, where the service lets the worker."""
        for hit, shown in made(self.service.journal()):
            if shown == f"thing {thing}":
                try:
                    self.service.work(hit, worker, label)
                except urllib.error.HTTPError:
                    return  # it is gone, full, or barred to the worker

    def wait(self, hours: int) -> None:
        """Deadlines, expiry and auto-approval happen on the way."""
        self.hours += hours
        self.service.advance(f"{hours}h")

    def rule(self) -> None:
        """A person settles what is in doubt, by the service's own record."""
        self.hours += 2
        self.world.rule(self.service)

    def lose(self) -> None:
        """The state is gone, and what could not be seen by then can be."""
        self.wait(1)
        self.state.unlink(missing_ok=True)
        self._backup = False

    def back_up(self) -> None:
        """Copy the state."""
        if self.state.exists():
            shutil.copy(self.state, self.world.folder / "backup.db")
            self._backup = True

    @property
    def can_restore(self) -> bool:
        """Whether there is a copy."""
        return self._backup

    def restore(self) -> None:
        """The older state again."""
        shutil.copy(self.world.folder / "backup.db", self.state)

    def check(self) -> None:
        """What holds at any moment."""
        journal = self.service.journal()
        markers = Counter(
            entry["parameters"]["RequesterAnnotation"]
            for entry in journal
            if entry["operation"] == "CreateHITWithHITType"
        )
        self.problems += [f"{n} HITs of {marker}" for marker, n in markers.items() if n > 1]
        # HITs are told apart by their markers: a thing may be replaced, and grow twice.
        made_again = ("CreateHITWithHITType", "CreateAdditionalAssignmentsForHIT")
        self.problems += twice(one for one in effects(journal) if one[0] not in made_again)
        log = self.world.log.read_text() if self.world.log.exists() else ""
        self.problems += [f"the output shows {w}" for w in map(_id, WORKERS) if w in log]

    def settle(self) -> None:
        """Nothing goes wrong any more: everything ends, and the state is sound."""
        self.service.heal()
        for _ in range(_ROUNDS):
            code = self.apply()
            if code == 10:
                self.rule()
            elif code == 0 and self.plan() == 0:
                break
        else:
            self.problems.append(f"not settled after {_ROUNDS} runs")
        if self._run("state", "verify") != 0:
            self.problems.append("the state does not verify")
        names = sorted(path.name for path in self.state.parent.glob("*story.db*"))
        if names != ["story.db"]:
            self.problems.append(f"beside the state lies something: {names}")
        self.check()

    def _words(self, *words: str) -> list[str]:
        verb = ["state", words[1]] if words[0] == "state" else [words[0]]
        return [*verb, str(self.world.study), "--env", "lab", *words[len(verb) :]]

    def _run(self, *words: str, kill_at: int = 0) -> int:
        return self.world.run(self._words(*words), kill_at)


def _id(worker: Mapping[str, Any]) -> str:
    return str(worker["WorkerId"])


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """A fresh world, until the block ends."""
    world = World(folder, FilePlace(folder), Tally(), free_port())
    world.study.mkdir(parents=True)
    with serving(folder / "marketplace.db", folder / "service.log", world.port) as service:
        text = PROJECT.format(url=service.url, state="")
        (folder / "turkform.yaml").write_text(text, encoding="utf-8")
        stage = Stage(world, service)
        stage.declare("ant", "$0.05", 1, "Took part.")
        service.employ(WORKERS[:3])
        yield stage
