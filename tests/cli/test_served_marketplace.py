"""The same campaign against a marketplace that another process serves."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from turkform.cli.main import run

ROOT = Path(__file__).parents[2]
PROJECT = """\
project: 00112233445566778899aabbccddeeff
environments:
  lab: {{endpoint: "{endpoint}"}}
"""


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    """The address of a served marketplace with a database of its own."""
    command = [sys.executable, "-m", "turkform.marketplace", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--database", str(tmp_path / "marketplace.db")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as server:
        try:
            yield _address(server)
        finally:
            server.terminate()


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://[0-9.]+:[1-9]\d*", line):
            return found.group()
    pytest.fail("the marketplace ended before it printed its address")


@pytest.fixture
def campaign(tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the quickstart in a project whose environment `lab` is that marketplace."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "lab")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "lab")
    folder = tmp_path / "study"
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / "quickstart", folder, ignore=ignored)
    (tmp_path / "turkform.yaml").write_text(PROJECT.format(endpoint=endpoint), encoding="utf-8")
    return folder


def test_a_campaign_when_its_environment_is_served_then_lives_its_whole_life(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab = [str(campaign), "--env", "lab"]
    assert run(["apply", *lab, "--auto-approve"]) == 0
    assert run(["plan", *lab, "--detailed-exitcode"]) == 0
    assert run(["destroy", *lab, "--auto-approve"]) == 0
    capsys.readouterr()
    assert run(["state", "list", *lab]) == 0
    assert capsys.readouterr().out == ""
