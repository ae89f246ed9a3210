"""One command, run as a user runs it: wall clock, processor time and the most memory it held."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """`seconds` of the wall clock, `cpu` seconds of both kinds, `megabytes` resident at most."""

    seconds: float
    cpu: float
    megabytes: float
    code: int
    output: str


def environment(**extra: str) -> dict[str, str]:
    """Without colour, credentials or redirections of whoever runs the benchmark; with bytecode, as
    an installed program has it, but outside the checkout."""
    unwanted = ("AWS_", "TURKFORM_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    bytecode = str(Path(tempfile.gettempdir()) / f"turkform-bench-bytecode-{os.getuid()}")
    own = {
        "AWS_ACCESS_KEY_ID": "lab",
        "AWS_SECRET_ACCESS_KEY": "lab",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_COLOR": "1",
        "PYTHONPYCACHEPREFIX": bytecode,
    }
    return {**kept, **own, **extra}


def measured(command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> Run:
    """Run to the end; whatever it prints is kept."""
    log_file = folder / "output.txt"
    with log_file.open("wb") as out:
        begun = time.perf_counter()
        with subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=out, env=dict(env or environment())
        ) as process:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
    text = log_file.read_text("utf-8", errors="replace")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, usage.ru_maxrss / 1024, process.returncode, text)


def best(command: Sequence[str], folder: Path, times: int = 5) -> Run:
    """The quickest of several: what the command costs when nothing else disturbs it."""
    return min((measured(command, folder) for _ in range(times)), key=lambda run: run.seconds)


def turkform(*arguments: str) -> list[str]:
    """A command line of this interpreter's turkform."""
    return [sys.executable, "-m", "turkform", *arguments]


def checked(run: Run, *codes: int) -> Run:
    """Refuse to report the time of something that failed."""
    if run.code not in (codes or (0,)):
        raise SystemExit(f"a measured command ended with {run.code}:\n{run.output[-2000:]}")
    return run


def exponent(small: tuple[int, float], large: tuple[int, float]) -> float:
    """1 is linear, 2 quadratic."""
    return log(large[1] / small[1]) / log(large[0] / small[0])
