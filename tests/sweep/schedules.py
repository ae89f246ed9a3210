"""What goes wrong in one try: kills at boundaries, run after run, and faults of the service."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

from tests.sweep.story import STEPS

FAULTS = (
    "throttle", "error_before", "error_after", "reset_before", "reset_after", "truncate",
    "duplicate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Schedule:
    """`kills[n]` is the boundary at which the n-th run of the step dies."""

    name: str
    step: int
    kills: tuple[int, ...] = ()
    faults: tuple[Mapping[str, Any], ...] = ()
    parallelism: int = 1


def single_kills(boundaries: Sequence[int]) -> Iterator[Schedule]:
    """One kill at every boundary of every step."""
    for step, count in enumerate(boundaries):
        for at in range(1, count + 1):
            yield Schedule(f"kill-{step}-{at}", step, (at,))


def fault_sweep(boundaries: Sequence[int]) -> Iterator[Schedule]:
    """Every fault at each of the first calls of every operation of every step."""
    for step, _ in enumerate(boundaries):
        for operation, fault, skip in product(STEPS[step].operations, FAULTS, range(2)):
            if not hopeless(operation, fault):
                rule = {"operation": operation, "fault": fault, "skip": skip}
                yield Schedule(f"fault-{step}-{operation}-{fault}-{skip}", step, (), (rule,))


def hopeless(operation: str, fault: str) -> bool:
    """A proxy that delivers mail twice mails twice: nothing that a client does can help."""
    return fault == "duplicate" and operation in ("NotifyWorkers", "*")


def random_schedule(seed: int, boundaries: Sequence[int]) -> Schedule:
    """Up to four kills, also of the runs that recover, and up to three faults."""
    random = Random(seed)
    step = random.randrange(len(boundaries))
    kills = [random.randint(1, boundaries[step]) for _ in range(random.choice((0, 1, 1, 2, 3, 4)))]
    if kills:
        # A run that recovers is short: its kills would mostly come too late.
        kills[1:] = [random.randint(1, max(1, boundaries[step] // 2)) for _ in kills[1:]]
    rules = (_rule(random, step) for _ in range(random.choice((0, 0, 1, 2, 3))))
    faults = tuple(rule for rule in rules if not hopeless(rule["operation"], rule["fault"]))
    return Schedule(f"seed-{seed}", step, tuple(kills), faults, random.choice((1, 1, 2, 4)))


def _rule(random: Random, step: int) -> Mapping[str, Any]:
    return {
        "operation": random.choice(("*", *STEPS[step].operations)),
        "fault": random.choice(FAULTS),
        "skip": random.randrange(5),
        "count": random.choice((1, 1, 2, 6)),
    }
