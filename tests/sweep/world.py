"""One try of a schedule: a copy of the world, the kills, the healing, the verdict."""

import json
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from tests.sweep.bad_disk import ERRORS, BadDisk
from tests.sweep.boundaries import Boundaries, Tally
from tests.sweep.oracle import Effect, differences, effects, made, mailed, twice
from tests.sweep.places import Place
from tests.sweep.processes import Service, command, ended, serving, started
from tests.sweep.schedules import Schedule
from tests.sweep.story import PROJECT, STEPS, WORK, WORKERS

CONVERGES_WITHIN = 6
CRASHED = 70


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a try showed; `label` names where each killed run died."""

    schedule: Schedule
    killed_at: tuple[str, ...]
    runs: int
    writes: int
    violations: tuple[str, ...]


Compete: TypeAlias = Callable[["World"], Sequence[str]]


@dataclass(slots=True)
class World:
    """A campaign, its state and a marketplace in a folder of its own."""

    folder: Path
    place: Place
    tally: Tally
    port: int
    _problems: list[str] = field(default_factory=list)
    _killed_at: list[str] = field(default_factory=list)
    _runs: int = 0
    _writes: int = 0

    @property
    def study(self) -> Path:
        return self.folder / "study"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def prepare(self, step: int) -> None:
        """Let people work, where they do so before a step."""
        if not STEPS[step].works:
            return
        with self._open(step) as service:
            hits = {thing: hit for hit, thing in made(service.journal())}
            for thing, worker, label in WORK:
                service.work(hits[f"thing {thing}"], worker, label)
            service.employ(WORKERS)

    def clean(self, step: int) -> tuple[int, list[Effect]]:
        """Do a step without trouble: how many boundaries it has, and every effect so far."""
        with self._open(step) as service:
            code = self._turkform(step, 0, 1)
            boundaries = self.tally.boundaries
            self._converge(step, service)
            done = effects(service.journal())
        if code != 0 or self._problems:
            log = self.log.read_text()
            raise RuntimeError(f"step {step} ends with {code}, {self._problems}:\n{log}")
        return boundaries, done

    def shared(self, step: int, wanted: Sequence[Effect], compete: Compete) -> list[str]:
        """Let others do a step together, heal, and see that it ends as if one had done it."""
        with self._open(step) as service:
            self._problems += compete(self)
            self._converge(step, service)
            done = effects(service.journal())
        return [*self._problems, *twice(done), *differences(done, wanted)]

    def suffer(self, schedule: Schedule, wanted: Sequence[Effect]) -> Verdict:
        """Do a step under a schedule, heal, and see that it ends as if nothing had happened."""
        with self._open(schedule.step) as service:
            service.spoil([dict(rule) for rule in schedule.faults])
            if schedule.disk is not None:
                self._turkform(schedule.step, 0, schedule.parallelism, schedule.disk)
            for at in schedule.kills or (0,):
                self._turkform(schedule.step, at, schedule.parallelism)
            service.heal()
            self._converge(schedule.step, service)
            done = effects(service.journal())
        self._problems += twice(done) + differences(done, wanted)
        return Verdict(
            schedule, tuple(self._killed_at), self._runs, self._writes, tuple(self._problems)
        )

    @contextmanager
    def _open(self, step: int) -> Iterator[Service]:
        self.study.mkdir(exist_ok=True)
        STEPS[step].write(self.study)
        marketplace = self.folder / "marketplace.db"
        with serving(marketplace, self.folder / "service.log", self.port) as service:
            state = self.place.setting
            text = PROJECT.format(url=service.url, state=f', state: "{state}"' if state else "")
            (self.folder / "turkform.yaml").write_text(text, encoding="utf-8")
            yield service

    def _converge(self, step: int, service: Service) -> None:
        """Run the command, and judge what only a person can know, until nothing is left to do."""
        for _ in range(CONVERGES_WITHIN):
            code = self._turkform(step, 0, 1)
            if code == 10:
                self.rule(service)
            elif code == 0 and self._nothing_left(step):
                return
        self._problems.append(f"not converged after {CONVERGES_WITHIN} runs")

    def rule(self, service: Service) -> None:
        """A person reads the service's own record, when nothing can be on its way any more."""
        service.advance("61m")
        reached = {
            w for e in service.journal() if e["operation"] == "NotifyWorkers" for w in mailed(e)
        }
        listing = self.folder / "doubts.json"
        listing.unlink(missing_ok=True)
        self.run(["resolve", str(self.study), "--env", "lab", "--format", "json"], 0, listing)
        for doubt in json.loads(listing.read_text()):
            verdict = "--happened" if doubt["worker"] in reached else "--did-not-happen"
            which = [doubt["id"], verdict, "--worker", doubt["worker"], "--env", "lab"]
            code = self.run(["resolve", str(self.study), *which], 0)
            if doubt["operation"] != "NotifyWorkers" or code not in (0, 10):
                self._problems.append(f"{doubt} is left to a person, whose verdict ends in {code}")

    def _nothing_left(self, step: int) -> bool:
        verb = ["--destroy"] if STEPS[step].verb == "destroy" else []
        self.tally.clear()
        code = self.run(["plan", str(self.study), "--env", "lab", "--detailed-exitcode", *verb], 0)
        if code not in (0, 2):
            self._problems.append(f"plan ends with {code}")
        if self.tally.writes:
            self._problems.append("plan sent a write")
        return code == 0

    def _turkform(
        self, step: int, kill_at: int, parallelism: int, disk: tuple[int, str] | None = None
    ) -> int:
        self.tally.clear()
        verb = STEPS[step].verb
        arguments = [verb, str(self.study), "--env", "lab", "--auto-approve"]
        options = [*arguments, "--parallelism", str(parallelism)]
        code = ended(self.start(options, kill_at, disk=disk))
        self._runs += 1
        self._writes += self.tally.writes
        if self.tally.label:
            self._killed_at.append(self.tally.label)
            if code == CRASHED:
                self._problems.append(f"{verb} broke down at {self.tally.label}")
        elif code < 0 or code in (1, 70):
            self._problems.append(f"{verb} ended with {code}")
        if self.tally.unrecorded:
            self._problems.append(f"{self.tally.unrecorded} calls left without a durable attempt")
        return code

    def run(self, arguments: Sequence[str], kill_at: int, log: Path | None = None) -> int:
        """The real command in a process of its own; its exit code, negative for a signal."""
        return ended(self.start(arguments, kill_at, log))

    def start(
        self,
        arguments: Sequence[str],
        at: int,
        log: Path | None = None,
        end: signal.Signals = signal.SIGKILL,
        disk: tuple[int, str] | None = None,
    ) -> int:
        """The process; at its boundary of that number it gets the signal."""

        def work() -> int:
            if disk is not None:
                BadDisk("story.db", disk[0], ERRORS[disk[1]], self.tally.name).install()
            boundaries = Boundaries(self.tally, at, self.place.recorded, end)
            boundaries.wrap_calls()
            boundaries.wrap_commits(self.place.database())
            return command(arguments)

        return started(work, log or self.log)
