"""A run whose output nobody takes ends as it would have: real processes, real pipes."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_terminal import SECONDS, campaign, command, environment

BOTH, TALK, DATA = "both", "stderr", "stdout"


def unread(folder: Path, which: str) -> int:
    """The exit code of an apply whose reader left before anything was said."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe, Path(os.devnull).open("wb") as nowhere:
        return subprocess.run(
            command("apply", str(folder), "--auto-approve"),
            stdout=pipe if which in (BOTH, DATA) else nowhere,
            stderr=pipe if which in (BOTH, TALK) else nowhere,
            env=environment(), timeout=SECONDS, check=False,
        ).returncode  # fmt: skip


def shell(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`turkform` is the real command there; a pipe ends as its first part does."""
    begun = f'set -o pipefail; turkform() {{ "$PYTHON" -m turkform "$@"; }}; {text}'
    return subprocess.run(
        ["bash", "-c", begun, "bash", *arguments],
        capture_output=True, text=True, timeout=SECONDS, check=False,
        env=environment(PYTHON=command()[0]),
    )  # fmt: skip


def nothing_is_left_to_do(folder: Path) -> bool:
    return shell('turkform plan "$1" --detailed-exitcode', str(folder)).returncode == 0


@pytest.mark.parametrize("which", [BOTH, TALK, DATA])
def test_an_apply_when_its_reader_has_gone_then_does_everything_and_ends_well(
    tmp_path: Path, which: str
) -> None:
    folder = campaign(tmp_path)
    assert unread(folder, which) == 0
    assert nothing_is_left_to_do(folder)


def test_an_apply_when_its_reader_leaves_in_the_middle_then_does_everything(
    tmp_path: Path,
) -> None:
    folder = campaign(tmp_path, "thousand")
    done = shell('turkform apply "$1" --auto-approve 2>&1 >/dev/null | head -1', str(folder))
    assert done.stdout.startswith("[100/1001]")
    assert (done.returncode, done.stderr) == (0, "")
    assert nothing_is_left_to_do(folder)


def test_an_apply_when_its_log_is_on_a_full_disk_then_does_everything(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    done = shell('turkform apply "$1" --auto-approve 2>/dev/full', str(folder))
    assert done.returncode == 0
    assert nothing_is_left_to_do(folder)


def test_an_apply_when_its_plan_cannot_be_kept_then_does_nothing(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    done = shell('turkform apply "$1" --auto-approve >/dev/full', str(folder))
    assert (done.returncode, done.stderr) == (1, "Error: No space left on device\n")
    assert not nothing_is_left_to_do(folder)


def test_an_error_when_nobody_reads_it_then_keeps_its_exit_code(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    (folder / "campaign.yaml").write_text("campaign: 1\n", encoding="utf-8")
    assert unread(folder, BOTH) == 4
