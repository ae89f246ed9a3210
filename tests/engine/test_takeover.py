"""A run that is paused, taken over and woken again sends nothing more."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.engine.served import World

ROWS = [f"r{number}" for number in range(12)]
CREATE = "CreateHITWithHITType"


@contextmanager
def paused(world: World, *, after: int) -> Iterator[subprocess.Popen[bytes]]:
    """An apply that was stopped when the service had made so many HITs."""
    world.write(*ROWS)
    world.fault(CREATE, "delay", 1_000, seconds=0.3)
    process = world.start("apply", "--auto-approve", "--parallelism", "2")
    try:
        deadline = time.monotonic() + 60
        while len(world.executed(CREATE)) < after:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGSTOP)
        world.heal()
        # What was on its way when the run was stopped arrives meanwhile.
        time.sleep(1.2)
        yield process
    finally:
        process.kill()
        process.communicate()


def wake(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    os.kill(process.pid, signal.SIGCONT)
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors.decode()


def test_a_paused_run_that_was_taken_over_sends_nothing_when_it_wakes(world: World) -> None:
    with paused(world, after=3) as process:
        assert world.apply() == 7
        assert world.unlock() == 0
        assert world.apply() == 0
        before = len(world.control.journal())
        code, errors = wake(process)
    assert (code, "taken over" in errors) == (6, True), errors
    assert len(world.control.journal()) == before
    assert sorted(world.markers().values()) == [1] * len(ROWS)
    assert world.changes() == 0


def test_a_paused_run_that_was_taken_over_by_unlock_alone_sends_nothing(world: World) -> None:
    with paused(world, after=3) as process:
        assert world.unlock() == 0
        before = len(world.control.journal())
        code, _ = wake(process)
    assert (code, len(world.control.journal())) == (6, before)
    assert world.apply() == 0
    assert sorted(world.markers().values()) == [1] * len(ROWS)


def test_a_run_that_was_paused_and_not_taken_over_goes_on(world: World) -> None:
    with paused(world, after=3) as process:
        code, errors = wake(process)
    assert code == 0, errors
    assert sorted(world.markers().values()) == [1] * len(ROWS)


def test_unlock_says_so_where_nobody_holds_the_lock(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.unlock() == 0
    assert world.apply() == 0
    assert world.unlock() == 0
    assert "Nobody holds the lock" in capsys.readouterr().err
