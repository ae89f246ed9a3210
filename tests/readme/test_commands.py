"""What the README tells people to type is typed."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from turkform.cli.main import run

ROOT = Path(__file__).parents[2]


def commands(text: str, heading: str) -> list[list[str]]:
    """The `turkform` command lines under a heading, as argument lists without the program."""
    section = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [shlex.split(line) for line in re.findall(r"^\$ turkform (.+)$", section, re.MULTILINE)]


def test_the_five_minutes_of_the_readme_when_typed_then_all_succeed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns", tmp_path / "campaigns", ignore=ignored)
    monkeypatch.chdir(tmp_path)
    lines = commands((ROOT / "README.md").read_text("utf-8"), "A study in five minutes")
    assert [line[0] for line in lines] == ["validate", "plan", "apply", "plan", "destroy"]
    assert [run(line) for line in lines] == [0, 0, 0, 0, 0]


def test_the_plan_shown_in_the_readme_when_planned_then_reads_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    folder = Path("campaigns/quickstart")
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / "quickstart", folder, ignore=ignored)
    shown = (ROOT / "README.md").read_text("utf-8").split("```text\n", 1)[1].split("```", 1)[0]
    assert run(["plan", str(folder)]) == 0
    assert capsys.readouterr().out == shown
