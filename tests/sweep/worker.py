"""One sweeping process: makes the checkpoints once, then tries schedule after schedule."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import uuid4

from tests.sweep.boundaries import Tally
from tests.sweep.oracle import Effect
from tests.sweep.places import FilePlace, Place, PostgresPlace, free_port
from tests.sweep.runners import Runners
from tests.sweep.s3_place import S3Place
from tests.sweep.schedules import Schedule
from tests.sweep.story import STEPS
from tests.sweep.world import Verdict, World


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The world before a step, and what an untroubled step makes of it."""

    world: World
    boundaries: int
    wanted: list[Effect]


class Worker:
    """Tries schedules in a scratch folder; `state` is `sqlite` or a URL."""

    def __init__(self, scratch: Path, state: str, steps: int = len(STEPS)) -> None:
        # A state is bound to the address of its marketplace.
        self._scratch, self._tally, self._port = scratch, Tally(), free_port()
        self._checkpoints = list(self._prepare(state, steps))

    @property
    def boundaries(self) -> list[int]:
        """How many boundaries each step has."""
        return [checkpoint.boundaries for checkpoint in self._checkpoints]

    def tries(self, schedules: Iterable[Schedule]) -> Iterator[Verdict]:
        """One verdict a schedule; the world of a violation is kept."""
        for schedule in schedules:
            checkpoint = self._checkpoints[schedule.step]
            world = self._copy(checkpoint.world, self._scratch / schedule.name)
            verdict = world.suffer(schedule, checkpoint.wanted)
            if not verdict.violations:
                world.place.dropped()
                shutil.rmtree(world.folder)
            yield verdict

    def competes(self, seed: int) -> tuple[Runners, list[str]]:
        """Two to four runners do a step at once; the world of a violation is kept."""
        random = Random(seed)
        checkpoint = random.choice(self._checkpoints)
        world = self._copy(checkpoint.world, self._scratch / f"runners-{seed}")
        runners = Runners(world, self._checkpoints.index(checkpoint), random)

        def compete(_: World) -> list[str]:
            return runners.compete(random.randint(2, 4))

        problems = world.shared(runners.step, checkpoint.wanted, compete)
        if not problems:
            world.place.dropped()
            shutil.rmtree(world.folder)
        return runners, problems

    def _prepare(self, state: str, steps: int) -> Iterator[Checkpoint]:
        world = self._first(state)
        for step in range(steps):
            world.prepare(step)
            after = self._copy(world, self._scratch / f"after-{step}")
            boundaries, wanted = after.clean(step)
            yield Checkpoint(world, boundaries, wanted)
            world = after

    def _first(self, state: str) -> World:
        folder = self._scratch / "before"
        folder.mkdir()
        place: Place = FilePlace(folder)
        if state.startswith("s3:"):
            place = S3Place(state, f"before-{uuid4().hex}", folder)
        elif state != "sqlite":
            place = PostgresPlace(state, "template1").copied(folder)
        return World(folder, place, self._tally, self._port)

    def _copy(self, world: World, folder: Path) -> World:
        shutil.copytree(world.folder, folder)
        return World(folder, world.place.copied(folder), self._tally, self._port)


def scratch() -> tempfile.TemporaryDirectory[str]:
    """In memory where there is some: a kill is no power cut, so no disk is needed."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(prefix="tf-sweep-", dir=memory if memory.is_dir() else None)
