"""What a command does not need, it does not wait for (design section 8)."""

import subprocess
import sys
from pathlib import Path

import pytest

QUICKSTART = Path(__file__).parents[2] / "campaigns" / "quickstart"
RUNNING = {"boto3", "botocore", "rich", "deepdiff", "starlette", "sqlite3", "turkform.app"}
READING = {"pydantic", "yaml", "jinja2", "lxml"}


def imported(*arguments: str) -> set[str]:
    """The modules that a fresh process holds after a command."""
    code = "import sys; from turkform.cli.main import run; assert run(sys.argv[1:]) == 0; "
    code += "print('MODULES', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split("MODULES ", 1)[1].split())


@pytest.mark.parametrize("command", [["--help"], ["--version"], ["plan", "--help"]])
def test_help_when_asked_for_then_imports_nothing_heavy(command: list[str]) -> None:
    assert imported(*command) & (RUNNING | READING) == set()


def test_validate_when_run_then_imports_nothing_that_only_a_run_needs() -> None:
    assert imported("validate", str(QUICKSTART)) & RUNNING == set()
