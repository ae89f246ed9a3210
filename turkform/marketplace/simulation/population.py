"""Who the simulated workers are: skill, speed, carelessness, drawn from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

COUNTRIES: Final = ("US", "US", "US", "IN", "GB", "CA")


@dataclass(frozen=True, slots=True)
class SimulatedWorker:
    """One worker. Shares are 0-1, times seconds.

    `skill`: how often the hinted answer is given. `seconds`: a typical HIT. `pause`: between two
    visits. `drop_out`: accepted HITs never handed in. `give_back`: accepted HITs returned.
    """

    worker_id: str
    country: str
    skill: float
    seconds: float
    pause: float
    drop_out: float
    give_back: float


def make_population(size: int, seed: int, careless: float = 0.1) -> tuple[SimulatedWorker, ...]:
    """Return `size` workers, a share of them `careless` (fast and hardly ever right)."""
    rng = random.Random(seed)  # noqa: S311 - a rehearsal wants repetition
    return tuple(_worker(rng, number, rng.random() < careless) for number in range(size))


def _worker(rng: random.Random, number: int, careless: bool) -> SimulatedWorker:
    return SimulatedWorker(
        worker_id=f"ASIM{number:09d}",
        country=rng.choice(COUNTRIES),
        skill=rng.uniform(0.1, 0.4) if careless else rng.uniform(0.85, 0.99),
        seconds=rng.uniform(4, 10) if careless else rng.uniform(20, 120),
        pause=rng.uniform(600, 8 * 3600),
        drop_out=rng.uniform(0.0, 0.05),
        give_back=rng.uniform(0.0, 0.1),
    )
