"""A writer that is stopped at any moment, SQLite's own commit included, is taken over for good."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.state.stopped_writer import MOMENTS
from tests.state.worlds import BINDING, creation, done, utc_now
from turkform.core.addresses import Address
from turkform.core.errors import Locked
from turkform.state.sqlite import SqliteStore

PATIENCE_S = 60


@dataclass
class Stopped:
    """The state, the process that writes it, and what it has sent."""

    store: SqliteStore
    process: subprocess.Popen[bytes]
    sent: Path

    def effects(self) -> list[str]:
        return self.sent.read_text().split()

    def wake(self) -> int:
        self.process.send_signal(signal.SIGCONT)
        return self.process.wait(PATIENCE_S)


@contextmanager
def stopped(folder: Path, moment: str, after_s: float = 0.0) -> Iterator[Stopped]:
    state, sent = folder / "study.db", folder.parent / f"{folder.name}.sent"
    command = [sys.executable, "-m", "tests.state.stopped_writer", str(state), str(sent), moment]
    with subprocess.Popen(command) as process:
        try:
            if moment == "any":
                until(lambda: sent.exists() and len(sent.read_text().split()) > 2)
                time.sleep(after_s)
                process.send_signal(signal.SIGSTOP)
            until(lambda: is_stopped(process))
            yield Stopped(SqliteStore(state, BINDING, utc_now), process, sent)
        finally:
            process.kill()


def is_stopped(process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None
    return "State:\tT" in Path(f"/proc/{process.pid}/status").read_text()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "nothing happens"
        time.sleep(0.005)


def take_over(store: SqliteStore) -> None:
    holder = store.holder()
    assert holder is not None
    store.take_over(holder)


def recorded(store: SqliteStore, folder: Path) -> set[str]:
    """The addresses of all effects that the state knows."""
    assert list(store.verify()) == []
    with closing(sqlite3.connect(folder / "study.db")) as connection:
        return {row[0] for row in connection.execute("SELECT address FROM intents")}


def goes_on(store: SqliteStore) -> None:
    """Another run writes the state as if nothing had been."""
    with store.writing("apply") as session:
        [intent] = session.claim([creation(address=Address("hit", "photos", "next"))])
        assert session.still_mine()
        session.record([done(intent.intent_id)], [])


def check(folder: Path, moment: str, after_s: float = 0.0) -> None:
    """Stop, take over, work, wake: everything sent is known, and nothing more is sent."""
    with stopped(folder, moment, after_s) as run:
        take_over(run.store)
        sent = run.effects()
        assert set(sent) <= recorded(run.store, folder)
        goes_on(run.store)
        assert (run.wake(), run.effects()) == (6, sent)
    assert 'hit.photos["next"]' in recorded(run.store, folder)
    assert [path.name for path in folder.iterdir()] == ["study.db"]


@pytest.mark.parametrize("moment", MOMENTS[1:])
def test_a_run_stopped_within_a_commit_is_taken_over_and_sends_nothing_more(
    tmp_path: Path, moment: str
) -> None:
    check(tmp_path / "study", moment)


@pytest.mark.parametrize("after_s", [0.0, 0.013])
def test_a_run_stopped_at_any_moment_is_taken_over_and_sends_nothing_more(
    tmp_path: Path, after_s: float
) -> None:
    check(tmp_path / "study", "any", after_s)


@pytest.mark.sweep
@pytest.mark.parametrize("turn", range(40))
def test_a_run_stopped_at_random_is_taken_over_and_sends_nothing_more(
    tmp_path: Path, turn: int
) -> None:
    check(tmp_path / "study", "any", random.Random(turn).random() / 5)


def test_a_state_in_the_middle_of_a_commit_says_who_holds_it_and_can_be_read(
    tmp_path: Path,
) -> None:
    with stopped(tmp_path / "study", "half") as run:
        with pytest.raises(Locked, match=f"process {run.process.pid}"), run.store.writing("apply"):
            pass
        with run.store.reading() as reader:
            assert reader is not None
            assert list(reader.resources()) == []
        with pytest.raises(Locked, match=f"in use: process {run.process.pid} has not ended"):
            run.store.verify()


def test_a_run_that_was_stopped_within_a_commit_and_not_taken_over_goes_on(tmp_path: Path) -> None:
    with stopped(tmp_path / "study", "about") as run:
        before = len(run.effects())
        run.process.send_signal(signal.SIGCONT)
        until(lambda: len(run.effects()) > before + 2)


def test_a_takeover_that_dies_before_the_exchange_leaves_the_run_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with stopped(tmp_path / "study", "about") as run:
        before = len(run.effects())
        monkeypatch.setattr("turkform.state.sqlite.publish", die)
        with pytest.raises(KeyboardInterrupt):
            take_over(run.store)
        run.process.send_signal(signal.SIGCONT)
        until(lambda: len(run.effects()) > before + 2)


def test_a_takeover_that_dies_right_after_the_exchange_has_fenced_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with stopped(tmp_path / "study", "half") as run:
        sent = run.effects()
        monkeypatch.setattr("turkform.state.copying.sync_folder", die)
        with pytest.raises(KeyboardInterrupt):
            take_over(run.store)
        monkeypatch.undo()
        goes_on(run.store)
        assert (run.wake(), run.effects()) == (6, sent)
    assert set(sent) <= recorded(run.store, tmp_path / "study")
    assert [path.name for path in (tmp_path / "study").iterdir()] == ["study.db"]
