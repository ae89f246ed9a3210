"""The machine itself: hypothesis picks what happens next, and shrinks what goes wrong."""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.machine.stage import Stage, staged
from tests.sweep.processes import preload
from tests.sweep.schedules import FAULTS, hopeless
from tests.sweep.story import STEPS
from tests.sweep.worker import scratch

THINGS = ("ant", "bee", "dog")
WORKERS = ("A1STORY", "A2STORY", "A3STORY")
OPERATIONS = sorted({name for step in STEPS for name in step.operations})
boundary = st.integers(1, 12) | st.integers(1, 60)
figures: Counter[str] = Counter()


class Machine(RuleBasedStateMachine):
    """Edit, plan, apply, kill, pause, work, wait, decide, lose, restore, meddle."""

    def __init__(self) -> None:
        super().__init__()
        self._folder: TemporaryDirectory[str] = scratch()
        self._open = staged(Path(self._folder.name) / "world")
        self.stage: Stage = self._open.__enter__()
        figures["lives"] += 1

    @initialize()
    def begin(self) -> None:
        """Something is there from the start."""
        self.stage.apply()

    @rule(
        things=st.integers(1, len(THINGS)),
        cents=st.integers(5, 7),
        assignments=st.integers(1, 3),
        words=st.sampled_from(("Took part.", "Took part once.")),
    )
    def edit(self, things: int, cents: int, assignments: int, words: str) -> None:
        """Another campaign file."""
        self.stage.declare(" ".join(THINGS[:things]), f"$0.0{cents}", assignments, words)

    @rule()
    def plan(self) -> None:
        """Read only."""
        self.stage.plan()

    @rule()
    def apply(self) -> None:
        """Undisturbed, or under the faults that are still pending."""
        self.stage.apply()

    @rule(at=boundary)
    def kill(self, at: int) -> None:
        """An apply that dies."""
        self.stage.apply(at)

    @rule(at=boundary)
    def pause(self, at: int) -> None:
        """An apply that is stopped, taken over, and woken."""
        self.stage.pause(at)

    @rule(
        operation=st.sampled_from(OPERATIONS),
        fault=st.sampled_from(FAULTS),
        count=st.sampled_from((1, 1, 2, 6)),
        skip=st.integers(0, 3),
    )
    def spoil(self, operation: str, fault: str, count: int, skip: int) -> None:
        """The service misbehaves from now on."""
        if not hopeless(operation, fault):
            what = {"operation": operation, "fault": fault, "count": count, "skip": skip}
            self.stage.service.spoil([what])

    @rule(
        thing=st.sampled_from(THINGS),
        worker=st.sampled_from(WORKERS),
        label=st.sampled_from(("yes", "yes", "no")),
    )
    def work(self, thing: str, worker: str, label: str) -> None:
        """Somebody hands something in."""
        self.stage.work(thing, worker, label)

    @rule(hours=st.sampled_from((1, 18, 26, 80)))
    def wait(self, hours: int) -> None:
        """Also until work is approved by itself, and HITs expire."""
        self.stage.wait(hours)

    @rule()
    def decide(self) -> None:
        """A person says what became of mail."""
        self.stage.rule()

    @rule()
    def lose(self) -> None:
        """The state is deleted."""
        self.stage.lose()

    @rule()
    def back_up(self) -> None:
        """The state is copied."""
        self.stage.back_up()

    @precondition(lambda self: self.stage.can_restore)
    @rule()
    def restore(self) -> None:
        """An older state is put back."""
        self.stage.restore()

    def teardown(self) -> None:
        """Heal, settle, and judge the whole life."""
        try:
            self.stage.settle()
            figures["kills"] += self.stage.kills
            figures["pauses"] += self.stage.pauses
            assert not self.stage.problems, "\n".join(self.stage.problems)
        finally:
            self._open.__exit__(None, None, None)
            self._folder.cleanup()


def main() -> None:
    """Exit code 1 where something did not hold; hypothesis prints the shortest life it found."""
    parser = argparse.ArgumentParser(prog="python -m tests.machine", description=__doc__)
    parser.add_argument("--examples", type=int, default=60)
    parser.add_argument("--steps", type=int, default=14)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shrink", action="store_true", help="look for the shortest failing life")
    options = parser.parse_args()
    preload()
    began = time.monotonic()
    phases = (Phase.generate, *((Phase.shrink,) if options.shrink else ()))
    wanted = settings(
        max_examples=options.examples, stateful_step_count=options.steps, deadline=None,
        database=None, phases=phases, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    case = Machine.TestCase
    case.settings = wanted
    seed(options.seed)(case)
    try:
        case().runTest()
    finally:
        seconds = time.monotonic() - began
        told = ", ".join(f"{count} {name}" for name, count in figures.items())
        sys.stdout.write(f"{told}, {seconds:.0f} s\n")
