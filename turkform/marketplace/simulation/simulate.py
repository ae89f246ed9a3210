"""Runs a population through a marketplace in virtual time, the same way for the same seed."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from turkform.marketplace import qualification_work, work
from turkform.marketplace.context import Scope, Side
from turkform.marketplace.json_types import JsonObject
from turkform.marketplace.not_allowed import NotAllowed
from turkform.marketplace.service import Marketplace
from turkform.marketplace.settings import load_settings, store_setting
from turkform.marketplace.simulation.answers import answer
from turkform.marketplace.simulation.population import SimulatedWorker
from turkform.marketplace.simulation.qualifying import test_answer, wanted_types
from turkform.marketplace.store import hits, qualification_requests, workers
from turkform.marketplace.store.database import Params
from turkform.marketplace.store.hits import HitRow

LOOKED_AT: Final = 50
_OPEN: Final = """
SELECT h.* FROM hits AS h JOIN requesters AS r ON r.requester_id = h.requester_id
WHERE h.status = 'Assignable' AND r.side = :side AND NOT EXISTS (
    SELECT 1 FROM assignments AS a WHERE a.hit_id = h.hit_id AND a.worker_id = :worker_id)
ORDER BY h.n LIMIT :size
"""

Hints = Callable[[HitRow], Mapping[str, str]]
Step = Literal["visit", "submit", "return", "test"]


@dataclass(slots=True)
class SimulationReport:
    """What happened; `ended_at` is the marketplace's time in epoch milliseconds."""

    accepted: int = 0
    submitted: int = 0
    returned: int = 0
    dropped: int = 0
    requests: int = 0
    tests: int = 0
    by_worker: dict[str, int] = field(default_factory=dict)
    ended_at: int = 0

    def counts(self) -> JsonObject:
        """Return how many assignments came to which end."""
        return {
            "accepted": self.accepted,
            "submitted": self.submitted,
            "returned": self.returned,
            "dropped": self.dropped,
            "requests": self.requests,
            "tests": self.tests,
        }


def no_hints(hit: HitRow) -> Mapping[str, str]:  # noqa: ARG001 - a default for a port
    """Know no right answers."""
    return {}


def simulate(
    marketplace: Marketplace,
    population: Sequence[SimulatedWorker],
    *,
    milliseconds: int,
    seed: int,
    side: Side = "live",
    hints: Hints = no_hints,
) -> SimulationReport:
    """Let the population work for `milliseconds` of virtual time, which passes meanwhile."""
    return _Run(marketplace, population, milliseconds, random.Random(seed), side, hints).run()  # noqa: S311 - a rehearsal wants repetition


class _Run:
    def __init__(
        self,
        marketplace: Marketplace,
        population: Sequence[SimulatedWorker],
        milliseconds: int,
        rng: random.Random,
        side: Side,
        hints: Hints,
    ) -> None:
        self._marketplace = marketplace
        self._population = population
        self._length = milliseconds
        self._rng = rng
        self._side: Side = side
        self._hints = hints
        self._agenda: list[tuple[int, int, int, Step, str]] = []
        self._entries = 0
        self._passed = 0
        self._report = SimulationReport()

    def run(self) -> SimulationReport:
        with self._marketplace.acting() as scope:
            for worker in self._population:
                workers.ensure(scope.tx, self._side, worker.worker_id, scope.now_ms)
                place = {"country": worker.country}
                workers.set_profile(scope.tx, self._side, worker.worker_id, **place)
        for number, worker in enumerate(self._population):
            self._plan(self._rng.uniform(0, worker.pause), number, "visit")
        while self._agenda and self._agenda[0][0] < self._length:
            at, _, number, step, assignment_id = heapq.heappop(self._agenda)
            self._advance(at)
            with self._marketplace.acting() as scope:
                self._step(scope, number, step, assignment_id)
        self._advance(self._length)
        with self._marketplace.looking() as scope:
            self._report.ended_at = scope.now_ms
        return self._report

    def _plan(self, seconds: float, number: int, step: Step, assignment_id: str = "") -> None:
        self._entries += 1
        at = self._passed + round(seconds * 1000)
        heapq.heappush(self._agenda, (at, self._entries, number, step, assignment_id))

    def _advance(self, at: int) -> None:
        with self._marketplace.database.transaction() as tx:
            offset = load_settings(tx).clock_offset_ms + at - self._passed
            store_setting(tx, "clock_offset_ms", offset)
        self._passed = at
        self._marketplace.settle()

    def _step(self, scope: Scope, number: int, step: Step, assignment_id: str) -> None:
        worker = self._population[number]
        if step == "visit":
            self._visit(scope, number, worker)
            return
        if step == "test":
            self._take_test(scope, worker, assignment_id)
            self._plan(1, number, "visit")
            return
        try:
            if step == "return":
                work.give_back(scope, assignment_id, worker.worker_id)
                self._report.returned += 1
            else:
                self._submit(scope, worker, assignment_id)
        except NotAllowed:
            # the deadline came first, as it does to slow people
            self._report.dropped += 1
        self._plan(1, number, "visit")

    def _visit(self, scope: Scope, number: int, worker: SimulatedWorker) -> None:
        accepted = self._accept(scope, worker)
        if accepted is None and self._qualify(scope, number, worker):
            return
        if accepted is None:
            self._plan(worker.pause * self._rng.uniform(0.5, 1.5), number, "visit")
            return
        self._report.accepted += 1
        taken = worker.seconds * self._rng.uniform(0.6, 1.8)
        fate = self._rng.random()
        if fate < worker.drop_out:
            self._report.dropped += 1
            self._plan(worker.pause, number, "visit")
        elif fate < worker.drop_out + worker.give_back:
            self._plan(taken / 2, number, "return", accepted)
        else:
            self._plan(taken, number, "submit", accepted)

    def _accept(self, scope: Scope, worker: SimulatedWorker) -> str | None:
        open_hits = self._open_hits(scope, worker)
        self._rng.shuffle(open_hits)
        for hit in open_hits:
            try:
                return work.accept(scope, self._side, hit.hit_id, worker.worker_id).assignment_id
            except NotAllowed:
                continue
        return None

    def _open_hits(self, scope: Scope, worker: SimulatedWorker) -> list[HitRow]:
        params: Params = {"side": self._side, "worker_id": worker.worker_id, "size": LOOKED_AT}
        return [hits.from_row(row) for row in scope.tx.all(_OPEN, params)]

    def _qualify(self, scope: Scope, number: int, worker: SimulatedWorker) -> bool:
        """Ask for one qualification that open HITs want; tells whether the worker is busy now."""
        for type_id in wanted_types(scope, self._open_hits(scope, worker), worker.worker_id):
            try:
                row = qualification_work.request_qualification(
                    scope, self._side, type_id, worker.worker_id
                )
            except NotAllowed:
                continue
            self._report.requests += 1
            if row.state == qualification_requests.STARTED:
                taken = worker.seconds * self._rng.uniform(1, 3)
                self._plan(taken, number, "test", row.request_id)
                return True
            if row.state == qualification_requests.GRANTED:
                self._plan(1, number, "visit")
                return True
        return False

    def _take_test(self, scope: Scope, worker: SimulatedWorker, request_id: str) -> None:
        document = test_answer(scope, request_id, self._rng, worker.skill)
        try:
            qualification_work.submit_test(scope, request_id, worker.worker_id, document)
        except NotAllowed:
            return  # the test's time was too short for this worker
        self._report.tests += 1

    def _submit(self, scope: Scope, worker: SimulatedWorker, assignment_id: str) -> None:
        hit_id = scope.tx.one(
            "SELECT hit_id FROM assignments WHERE assignment_id = :id ORDER BY n DESC LIMIT 1",
            {"id": assignment_id},
        )
        hit = hits.find(scope.tx, hit_id["hit_id"]) if hit_id else None
        if hit is None:
            raise NotAllowed("The HIT is gone.")
        document = answer(hit.question, self._rng, worker.skill, self._hints(hit))
        work.submit(scope, assignment_id, document, worker.worker_id)
        self._report.submitted += 1
        done = self._report.by_worker
        done[worker.worker_id] = done.get(worker.worker_id, 0) + 1
