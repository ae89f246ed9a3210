"""What goes wrong in one try: kills at boundaries, run after run, and faults of the service."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, product
from random import Random
from typing import Any

from tests.sweep.bad_disk import ERRORS
from tests.sweep.story import STEPS

FAULTS = (
    "throttle", "error_before", "error_after", "reset_before", "reset_after", "truncate",
    "duplicate",
)  # fmt: skip
WRITES_PER_BOUNDARY = 5


@dataclass(frozen=True, slots=True)
class Schedule:
    """`kills[n]` is the boundary at which the n-th run of the step dies; `disk` is the write of the
    store from which on its first run meets an error, and the error's name."""

    name: str
    step: int
    kills: tuple[int, ...] = ()
    faults: tuple[Mapping[str, Any], ...] = ()
    parallelism: int = 1
    disk: tuple[int, str] | None = None


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


def disk_errors(boundaries: Sequence[int], every: int) -> Iterator[Schedule]:
    """An error at every so many-th write of the store, in turns of each kind."""
    kinds = cycle(ERRORS)
    for step, count in enumerate(boundaries):
        for at in range(1, count * WRITES_PER_BOUNDARY, every):
            kind = next(kinds)
            yield Schedule(f"disk-{step}-{at}-{kind}", step, disk=(at, kind))


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
