"""Shares the schedules out to worker processes and adds up what they found."""

import argparse
import json
import math
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from fnmatch import fnmatch
from itertools import islice, takewhile
from pathlib import Path
from random import Random
from typing import Any

from tests.sweep import processes, schedules
from tests.sweep.mutants import MUTANTS
from tests.sweep.schedules import Schedule
from tests.sweep.story import STEPS
from tests.sweep.worker import Worker, scratch


def main() -> None:
    """Exit code 1 when anything was violated."""
    parser = argparse.ArgumentParser(prog="python -m tests.sweep", description=__doc__)
    parser.add_argument("--store", choices=("sqlite", "postgres", "s3"), default="sqlite")
    parser.add_argument("--random", type=int, default=1500, help="random schedules")
    parser.add_argument("--sample", type=int, help="this many of the exhaustive schedules only")
    parser.add_argument("--runners", type=int, default=0, help="instead: races of 2 to 4 runners")
    parser.add_argument("--disk-every", type=int, default=5, help="of how many writes one fails")
    parser.add_argument("--step", help="schedules of the step of this name only")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--only", help="exhaustive schedules like disk-*, or one like seed-7")
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin none after these")
    parser.add_argument("--first", action="store_true", help="stop at the first violation")
    parser.add_argument("--mutant", choices=MUTANTS, help="break the program, and stop when seen")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="copy the worlds of violations here")
    options = parser.parse_args()
    if options.mutant:
        options.only = options.only or MUTANTS[options.mutant].schedules
        options.first = True
    processes.preload()
    began = time.monotonic()
    with ExitStack() as stack:
        state = _state(options.store, stack)
        if options.runners:
            sys.exit(_compete(state, options))
        workers = [_start(options, state, number) for number in range(options.workers)]
        verdicts = [verdict for _, reader in workers for verdict in _read(reader)]
        broken = [pid for pid, _ in workers if os.waitpid(pid, 0)[1]]
    sys.stdout.write(table(verdicts, options.store, time.monotonic() - began) + "\n")
    sys.exit(bool(broken) or any(verdict["violations"] for verdict in verdicts))


def _compete(state: str, options: argparse.Namespace) -> bool:
    """Whether several runners at once did anything wrong."""
    began, pauses, takeovers, bad = time.monotonic(), 0, 0, 0
    with scratch() as folder:
        worker = Worker(Path(folder), state)
        for seed in range(options.seed, options.seed + options.runners):
            runners, problems = worker.competes(seed)
            pauses, takeovers = pauses + runners.pauses, takeovers + runners.takeovers
            bad += bool(problems)
            if problems:
                sys.stderr.write("\n  ".join([f"runners, seed {seed}", *problems]) + "\n")
    figures = f"{options.runners} races, {pauses} pauses, {takeovers} takeovers, {bad} violated"
    sys.stdout.write(f"{options.store}: {figures}, {time.monotonic() - began:.0f} s\n")
    return bool(bad)


def _state(store: str, stack: ExitStack) -> str:
    if store == "sqlite":
        return store
    if store == "s3":
        from tests.sweep.s3_place import moto

        return stack.enter_context(moto())
    from tests.postgres_server import postgres_server

    url = stack.enter_context(postgres_server())
    return url.replace("/postgres?", "/{name}?")


def _start(options: argparse.Namespace, state: str, number: int) -> tuple[int, int]:
    """A worker process, and the descriptor that its verdicts are read from, one JSON a line."""
    reader, writer = os.pipe()
    if child := os.fork():
        os.close(writer)
        return child, reader
    code = 70
    try:
        os.close(reader)
        with os.fdopen(writer, "w", encoding="utf-8") as out, scratch() as folder:
            worker = Worker(Path(folder), state, _steps_before(options.only))
            if options.mutant:
                MUTANTS[options.mutant].breaks()
            mine = islice(_chosen(options, worker.boundaries), number, None, options.workers)
            until = time.monotonic() + 60 * options.minutes
            for verdict in worker.tries(takewhile(lambda _: time.monotonic() < until, mine)):
                out.write(json.dumps(asdict(verdict)) + "\n")
                out.flush()
                if verdict.violations:
                    _report(verdict.schedule, verdict.violations, options.keep, Path(folder))
                    if options.first:
                        break
        code = 0
    except BaseException:  # noqa: BLE001 - a forked worker must never return into its parent
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


def _steps_before(only: str | None) -> int:
    """How many steps the schedules of that name need."""
    number = only.split("-")[1] if only and not only.startswith("seed-") else ""
    return int(number) + 1 if number.isdecimal() else len(STEPS)


def _chosen(options: argparse.Namespace, boundaries: Sequence[int]) -> Iterator[Schedule]:
    everything = [*schedules.single_kills(boundaries), *schedules.fault_sweep(boundaries)]
    if options.store == "sqlite":
        everything += schedules.disk_errors(boundaries, options.disk_every)
    if options.step:
        everything = [one for one in everything if STEPS[one.step].name == options.step]
    if options.only:
        seed = options.only.removeprefix("seed-")
        if seed.isdecimal():
            everything = [schedules.random_schedule(int(seed), boundaries)]
        yield from (one for one in everything if fnmatch(one.name, options.only))
        return
    if options.sample is not None:
        everything = Random(options.seed).sample(everything, options.sample)
    yield from everything
    for seed in range(options.seed, options.seed + options.random):
        schedule = schedules.random_schedule(seed, boundaries)
        if not options.step or STEPS[schedule.step].name == options.step:
            yield schedule


def _report(schedule: Schedule, violations: Sequence[str], keep: Path | None, folder: Path) -> None:
    sys.stderr.write("\n  ".join([str(schedule), *violations]) + "\n")
    sys.stderr.flush()
    if keep is not None:
        import shutil

        shutil.copytree(folder / schedule.name, keep / schedule.name, dirs_exist_ok=True)


def _read(reader: int) -> Iterator[dict[str, Any]]:
    with os.fdopen(reader, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def table(verdicts: Sequence[dict[str, Any]], store: str, seconds: float) -> str:
    """The figures, and where the kills fell."""
    ends = Counter(label for verdict in verdicts for label in verdict["killed_at"])
    kills = Counter({name: n for name, n in ends.items() if not name.startswith("disk")})
    faults = sum(
        rule.get("count", 1) for verdict in verdicts for rule in verdict["schedule"]["faults"]
    )
    bad = [verdict for verdict in verdicts if verdict["violations"]]
    rows = [
        ("store", store),
        ("schedules", len(verdicts)),
        ("kills", sum(kills.values())),
        ("kills of a run that recovers", sum(max(0, len(v["killed_at"]) - 1) for v in verdicts)),
        ("faults asked for", faults),
        ("disk errors", sum((ends - kills).values())),
        ("runs of apply and destroy", sum(verdict["runs"] for verdict in verdicts)),
        ("write requests", sum(verdict["writes"] for verdict in verdicts)),
        ("schedules with a violation", len(bad)),
        ("schedules by step", _steps(verdicts)),
        ("converged", f"{len(verdicts) - len(bad)} of {len(verdicts)}"),
        ("seconds", f"{seconds:.0f}"),
    ]
    lines = [f"{name:32}{value!s:>12}" for name, value in rows]
    return "\n".join([*lines, "", *_coverage(ends)])


def _steps(verdicts: Sequence[dict[str, Any]]) -> str:
    counts = Counter(STEPS[verdict["schedule"]["step"]].name for verdict in verdicts)
    return ", ".join(f"{step.name} {counts[step.name]}" for step in STEPS)


def _coverage(kills: Counter[str]) -> list[str]:
    return [f"{count:6}  {label}" for label, count in sorted(kills.items())]
