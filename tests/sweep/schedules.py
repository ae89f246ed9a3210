"""What goes wrong in one try: kills at boundaries, run after run, and faults of the service."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

FAULTS = (
    "throttle", "error_before", "error_after", "reset_before", "reset_after", "truncate",
    "duplicate",
)  # fmt: skip
OPERATIONS = (
    "*", "CreateHITType", "CreateHITWithHITType", "CreateQualificationType",
    "CreateAdditionalAssignmentsForHIT", "UpdateHITTypeOfHIT", "UpdateExpirationForHIT",
    "DeleteHIT", "DeleteQualificationType", "UpdateQualificationType", "GetHIT", "ListHITs",
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
    for step in range(len(boundaries)):
        for operation in OPERATIONS[1:]:
            for fault in FAULTS:
                for skip in range(2):
                    rule = {"operation": operation, "fault": fault, "skip": skip}
                    yield Schedule(f"fault-{step}-{operation}-{fault}-{skip}", step, (), (rule,))


def random_schedule(seed: int, boundaries: Sequence[int]) -> Schedule:
    """Up to four kills, also of the runs that recover, and up to three faults."""
    random = Random(seed)
    step = random.randrange(len(boundaries))
    kills = [random.randint(1, boundaries[step]) for _ in range(random.choice((0, 1, 1, 2, 3, 4)))]
    if kills:
        # A run that recovers is short: its kills would mostly come too late.
        kills[1:] = [random.randint(1, max(1, boundaries[step] // 2)) for _ in kills[1:]]
    faults = tuple(_rule(random) for _ in range(random.choice((0, 0, 1, 2, 3))))
    return Schedule(f"seed-{seed}", step, tuple(kills), faults, random.choice((1, 1, 2, 4)))


def _rule(random: Random) -> Mapping[str, Any]:
    return {
        "operation": random.choice(OPERATIONS),
        "fault": random.choice(FAULTS),
        "skip": random.randrange(5),
        "count": random.choice((1, 1, 2, 6)),
    }
