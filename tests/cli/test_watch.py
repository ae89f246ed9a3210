"""`turkform apply --watch`: the real command, ended by a signal."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from turkform.cli.main import run

QUICKSTART = Path(__file__).parents[2] / "campaigns" / "quickstart"
SECONDS = 60


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "quickstart"
    shutil.copytree(QUICKSTART, folder, ignore=shutil.ignore_patterns(".turkform"))
    return folder


@pytest.fixture
def watching(campaign: Path) -> Iterator[subprocess.Popen[str]]:
    options = ["--auto-approve", "--watch", "--interval", "1s"]
    command = [sys.executable, "-m", "turkform", "apply", str(campaign), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    return process.stderr.readline()


def test_each_round_is_one_line_and_a_signal_ends_it(watching: subprocess.Popen[str]) -> None:
    assert "6 done (1 hit_type.label, 5 hit.photos)" in line(watching)
    assert "nothing to do" in line(watching)
    watching.send_signal(signal.SIGTERM)
    assert watching.wait(SECONDS) == 143


def test_a_change_of_the_campaign_is_seen_by_the_next_round(
    watching: subprocess.Popen[str], campaign: Path
) -> None:
    assert "6 done" in line(watching)
    file = campaign / "campaign.yaml"
    file.write_text(file.read_text().replace("max_assignments: 2", "max_assignments: 3"))
    told = line(watching)
    while "nothing to do" in told:
        told = line(watching)
    assert "5 done (5 hit.photos)" in told


def test_a_limit_ends_it_with_its_own_code(campaign: Path) -> None:
    limit = ["--auto-approve", "--watch", "--max-spend", "$1"]
    assert run(["apply", str(campaign), *limit]) == 5


WRONG = (
    ["--watch"],
    ["--queue", "https://example.org/q"],
    ["--watch", "--auto-approve", "--interval", "5"],
)


@pytest.mark.parametrize("options", WRONG)
def test_options_that_do_not_fit_are_a_wrong_command_line(
    campaign: Path, options: list[str]
) -> None:
    assert run(["apply", str(campaign), *options]) == 64
