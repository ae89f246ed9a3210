"""A template that was edited: the plan shows the lines that differ."""

import shutil
from pathlib import Path

import pytest

from turkform.cli.main import run

ROOT = Path(__file__).parents[2]
Output = pytest.CaptureFixture[str]


@pytest.fixture
def edited(tmp_path: Path, capsys: Output) -> Path:
    folder = tmp_path / "quickstart"
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / "quickstart", folder, ignore=ignored)
    assert run(["apply", str(folder), "--auto-approve"]) == 0
    file = folder / "templates" / "label.html.j2"
    file.write_text(file.read_text().replace("What do you see?", "What is it?"))
    capsys.readouterr()
    return folder


def test_an_edited_page_when_planned_then_its_lines_are_compared(
    edited: Path, capsys: Output
) -> None:
    assert run(["plan", str(edited)]) == 0
    shown = capsys.readouterr().out
    assert "-    <h1>What do you see?</h1>" in shown
    assert "+    <h1>What is it?</h1>" in shown


def test_an_edited_page_when_planned_and_saved_then_applies_as_it_was_shown(
    edited: Path, capsys: Output
) -> None:
    out = edited / "plan.json"
    assert run(["plan", str(edited), "--out", str(out)]) == 0
    assert run(["show", str(out)]) == 0
    assert "+    <h1>What is it?</h1>" in capsys.readouterr().out
    assert run(["apply", str(out), "--auto-approve"]) == 0
    assert run(["plan", str(edited), "--detailed-exitcode"]) == 0
