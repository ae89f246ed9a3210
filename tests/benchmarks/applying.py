"""Creating HITs on a served marketplace: with latency, without, and after a kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measure import Run, checked, environment, measured, turkform
from tests.benchmarks.studies import campaign
from tests.benchmarks.tables import Row
from tests.benchmarks.wire import Wire, marketplace, wire

PARALLELISM = 16  # the default of apply
LATENCY = 0.1
# A loop at 100 ms is measured over fewer calls; what it takes for all of them is proportional.
LOOP = 50


def rows(folder: Path, count: int) -> Iterator[Row]:
    """`count` new HITs."""
    yield from _latency(folder / "slow", count)
    yield from _overhead(folder / "quick", count)
    yield from _recovery(folder / "killed", count)


def _latency(folder: Path, count: int) -> Iterator[Row]:
    folder.mkdir(parents=True)
    with marketplace(folder) as upstream, wire(upstream, LATENCY) as slow:
        start = _applied(folder / "one", 1, slow.endpoint).seconds
        seconds = _applied(folder / "study", count, slow.endpoint).seconds
        loop = _boto(slow.endpoint, LOOP, 1).seconds / LOOP * count
    rate = (count - 1) / max(seconds - start, 0.001)
    share = rate / (PARALLELISM / LATENCY)
    name = f"apply of {count:,} HITs, 100 ms latency"
    yield Row(name, f"{seconds:.1f} s; {start:.1f} s for one; {rate:.0f} more calls/s")
    yield Row("of parallelism / latency", f"{share:.0%}", "90%", share >= 0.9)
    times = loop / seconds
    work = f"a boto3 loop, scaled from {LOOP} calls"
    yield Row(work, f"{loop:.1f} s: {times:.1f} times as long", "10 times", times >= 10)


def _overhead(folder: Path, count: int) -> Iterator[Row]:
    folder.mkdir(parents=True)
    with marketplace(folder) as endpoint:
        bare = _boto(endpoint, count, PARALLELISM)
        loop = _boto(endpoint, count, 1)
        empty = _applied(folder / "empty", 1, endpoint)
        ours = _applied(folder / "study", count, endpoint)
    work = f"{count:,} bare boto3 calls, no latency, {PARALLELISM} threads"
    yield Row(work, f"{bare.seconds:.1f} s, {bare.cpu:.1f} s CPU")
    yield Row("the same in a loop", f"{loop.seconds:.1f} s, {loop.cpu:.1f} s CPU")
    work = "apply, start-up, plan and durable ledger included"
    yield Row(work, f"{ours.seconds:.1f} s, {ours.cpu:.1f} s CPU")
    over = (ours.seconds - empty.seconds) / bare.seconds - 1
    yield Row("overhead without start-up", f"{over:.0%}", "30%", over <= 0.3)
    work = "CPU of the client for one HIT, without start-up, beside bare boto3"
    own = (ours.cpu - empty.cpu) / (count - 1)
    yield Row(work, f"{own * 1000:.1f} ms beside {bare.cpu / count * 1000:.1f} ms")


def _recovery(folder: Path, count: int) -> Iterator[Row]:
    folder.mkdir(parents=True)
    with marketplace(folder) as upstream, wire(upstream, 0.02) as counted:
        study = campaign(folder / "study", count, counted.endpoint)
        _killed(study, counted, count // 2)
        before = counted.calls["CreateHITWithHITType"]
        reads = _reads(counted)
        again = _apply(study)
        sent = counted.calls["CreateHITWithHITType"] - before
        looked = _reads(counted) - reads
    doubtful = sent - (count - before)
    work = f"apply killed after {before:,} of {count:,} effects, then again"
    yield Row(work, f"{again.seconds:.1f} s")
    in_flight = 2 * PARALLELISM
    yield Row("effects sent a second time under their token", str(doubtful),
              f"{in_flight} in flight", doubtful <= in_flight)  # fmt: skip
    pages = -(-count // 100) + 10
    yield Row("reads of the second run", str(looked), f"a refresh: {pages}", looked <= pages)


def _reads(counted: Wire) -> int:
    return sum(n for name, n in counted.calls.items() if name.startswith(("List", "Get")))


def _killed(study: Path, counted: Wire, after: int) -> None:
    command = turkform("apply", str(study), "--env", "lab", "--auto-approve")
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    ) as process:
        while counted.calls["CreateHITWithHITType"] < after and process.poll() is None:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)


def _applied(folder: Path, count: int, endpoint: str) -> Run:
    return _apply(campaign(folder, count, endpoint))


def _apply(study: Path) -> Run:
    options = ("--env", "lab", "--auto-approve", "--parallelism", str(PARALLELISM))
    return checked(measured(turkform("apply", str(study), *options), study))


@dataclass(frozen=True, slots=True)
class Calls:
    """What the calls alone took, of the wall clock and of the processor."""

    seconds: float
    cpu: float


def _boto(endpoint: str, count: int, threads: int) -> Calls:
    words = [sys.executable, "-m", "tests.benchmarks.boto_loop", endpoint, str(count), str(threads)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment())
    seconds, cpu = done.stdout.split()
    return Calls(float(seconds), float(cpu))
