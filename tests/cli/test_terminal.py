"""What a terminal, a pipe and a signal make of the commands: real processes, a real terminal."""

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 120


def campaign(tmp_path: Path, name: str = "quickstart") -> Path:
    folder = tmp_path / name
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / name, folder, ignore=ignored)
    return folder


def environment(**extra: str) -> dict[str, str]:
    unwanted = ("AWS_", "NO_COLOR", "CI", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return {**kept, "TERM": "xterm-256color", "COLUMNS": "100", **extra}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "turkform", *arguments]


def on_a_terminal(arguments: list[str], typed: str = "", **extra: str) -> tuple[int, str]:
    """Exit code and everything shown, with stdin, stdout and stderr on one terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command(*arguments), stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**extra)
    ) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = b""
        # The terminal answers EIO once the process has closed it.
        with suppress(OSError):
            while part := os.read(ours, 65_536):
                shown += part
        code = process.wait(SECONDS)
    os.close(ours)
    return code, shown.decode()


def test_a_plan_when_shown_on_a_terminal_then_has_colours(tmp_path: Path) -> None:
    code, shown = on_a_terminal(["plan", str(campaign(tmp_path))])
    assert code == 0
    assert "\x1b[" in shown


@pytest.mark.parametrize("variable", ["NO_COLOR", "CI"])
def test_a_plan_when_colour_is_unwanted_then_has_none(tmp_path: Path, variable: str) -> None:
    code, shown = on_a_terminal(["plan", str(campaign(tmp_path))], **{variable: "1"})
    assert code == 0
    assert "\x1b" not in shown


def test_an_apply_when_approved_on_a_terminal_then_shows_a_bar_to_its_end(tmp_path: Path) -> None:
    code, shown = on_a_terminal(["apply", str(campaign(tmp_path))], "yes\n")
    assert code == 0
    assert "6/6" in shown
    assert "Done: 6 changes." in shown


def test_an_apply_when_declined_on_a_terminal_then_changes_nothing(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    code, shown = on_a_terminal(["apply", str(folder)], "y\n")
    assert code == 8
    assert "nothing was changed" in shown
    assert on_a_terminal(["state", "list", str(folder)]) == (0, "")


def test_an_apply_when_it_runs_in_ci_then_never_asks(tmp_path: Path) -> None:
    code, shown = on_a_terminal(["apply", str(campaign(tmp_path))], "yes\n", CI="true")
    assert code == 8
    assert "Pass --auto-approve, or --approve create." in shown


def test_a_plan_when_its_reader_has_gone_then_ends_quietly(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        plan = subprocess.run(
            command("plan", str(folder), "--detail", "full"),
            stdout=closed, stderr=subprocess.PIPE, env=environment(), timeout=SECONDS, check=False,
        )  # fmt: skip
    assert plan.returncode == 128 + signal.SIGPIPE
    assert plan.stderr == b""


def test_a_plan_when_its_output_cannot_be_written_then_says_so_in_one_line(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    with Path("/dev/full").open("wb") as full:
        plan = subprocess.run(
            command("plan", str(folder)),
            stdout=full, stderr=subprocess.PIPE, env=environment(), timeout=SECONDS, check=False,
        )  # fmt: skip
    assert plan.returncode == 1
    assert plan.stderr == b"Error: No space left on device\n"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"]
)
def test_an_apply_when_interrupted_then_drains_and_the_next_one_goes_on(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    folder = campaign(tmp_path, "thousand")
    apply = command("apply", str(folder), "--auto-approve")
    with subprocess.Popen(
        apply, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert first.startswith("[100/1001]")
        process.send_signal(number)
        said = process.stderr.read()
        assert process.wait(SECONDS) == code
    assert "Stopping: calls in flight are finished, none is started." in said
    assert (left := int(found(r"not started +([\d,]+)", said))) > 0
    assert int(found(r"done +([\d,]+)", said)) + left == 1_001
    assert f"To go on:   turkform apply {folder}" in said
    again = subprocess.run(
        apply, capture_output=True, text=True, env=environment(), timeout=SECONDS, check=False
    )
    assert again.returncode == 0
    assert f"Done: {left:,} change" in again.stderr


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match.group(1).replace(",", "")
