"""Real runners that share a state in PostgreSQL: one is stopped, another takes over."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from turkform.app import open_app

QUICKSTART = Path(__file__).parents[2] / "campaigns" / "quickstart"
PROJECT = """\
project: 00112233445566778899aabbccddeeff
environments:
  lab: {{endpoint: "{url}"{state}}}
"""
PATIENCE_S = 120
pytestmark = pytest.mark.postgres


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, "AWS_ACCESS_KEY_ID": "lab", "AWS_SECRET_ACCESS_KEY": "lab"}


def ask(url: str, action: str, body: object = None) -> Any:  # JSON of any shape
    data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(f"{url}/_control/{action}", data, timeout=PATIENCE_S) as reply:
        return json.load(reply)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """The address of a marketplace that takes its time over every write."""
    command = [sys.executable, "-m", "turkform.marketplace", "serve", "--port", "0", "--control"]
    database = str(tmp_path / "marketplace.db")
    with subprocess.Popen(
        [*command, "--database", database],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as server:  # fmt: skip
        assert server.stdout is not None
        found = (re.search(r"http://[0-9.]+:[1-9]\d*", line) for line in server.stdout)
        url = next(match.group() for match in found if match)
        slow = {"operation": "CreateHITWithHITType", "fault": "delay", "seconds": 0.2}
        ask(url, "faults", {"faults": [{**slow, "count": 1000}]})
        try:
            yield url
        finally:
            server.kill()


@pytest.fixture
def campaign(tmp_path: Path, service: str, postgres_url: str) -> Path:
    state = f', state: "{postgres_url}"'
    folder = tmp_path / f"study-{tmp_path.name}"
    shutil.copytree(QUICKSTART, folder, ignore=shutil.ignore_patterns(".turkform"))
    file = folder / "campaign.yaml"
    file.write_text(
        file.read_text().replace("quickstart", f"q{zlib.crc32(str(tmp_path).encode())}")
    )
    text = PROJECT.format(url=service, state=state)
    (tmp_path / "turkform.yaml").write_text(text, encoding="utf-8")
    return folder


@contextmanager
def applying(campaign: Path) -> Iterator[subprocess.Popen[str]]:
    program = "from turkform.cli.main import main; main()"
    arguments = ["apply", str(campaign), "--env", "lab", "--auto-approve", "--parallelism", "1"]
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(),
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, _ = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def hits(url: str) -> int:
    return sum(entry["operation"] == "CreateHITWithHITType" for entry in ask(url, "journal"))


def test_a_stopped_run_that_was_taken_over_sends_nothing_more_when_it_wakes_up(
    campaign: Path, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "lab")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "lab")
    with applying(campaign) as first:
        until(lambda: hits(service) >= 1)
        first.send_signal(signal.SIGSTOP)
        with applying(campaign) as second:
            code, output = finish(second)
        assert (code, f"process {first.pid}" in output) == (7, True), output
        store = open_app(campaign, "lab", {}).store
        holder = store.holder()
        assert holder is not None
        store.take_over(holder)
        with applying(campaign) as third:
            code, output = finish(third)
        assert code == 0, output
        before = ask(service, "journal")
        first.send_signal(signal.SIGCONT)
        code, output = finish(first)
        assert (code, "taken over" in output) == (6, True), output
    assert ask(service, "journal") == before
    assert hits(service) == 5


def test_of_runs_that_start_together_one_works_and_the_others_are_locked_out(
    campaign: Path, service: str
) -> None:
    with applying(campaign) as one, applying(campaign) as two, applying(campaign) as three:
        ends = [finish(process) for process in (one, two, three)]
    codes = sorted(code for code, _ in ends)
    assert (codes[0], set(codes) <= {0, 7}) == (0, True), ends
    assert hits(service) == 5
