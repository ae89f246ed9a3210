"""Every example campaign goes the whole way: validate, plan, apply, plan again, destroy."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from turkform.cli.main import run

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "campaigns").glob("*/campaign.yaml"))
WALKED = [name for name in EXAMPLES if name != "thousand"]  # it is what `make demo` walks


def copied(name: str, folder: Path) -> str:
    """A copy with a state and a marketplace of its own."""
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / name, folder / name, ignore=ignored)
    return str(folder / name)


@pytest.mark.parametrize("name", WALKED)
def test_an_example_when_made_and_taken_down_then_leaves_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    campaign = copied(name, tmp_path)
    assert run(["validate", campaign]) == 0
    assert run(["plan", campaign, "--detailed-exitcode"]) == 2
    assert run(["apply", campaign, "--auto-approve"]) == 0
    assert run(["plan", campaign, "--detailed-exitcode"]) == 0
    assert run(["destroy", campaign, "--auto-approve"]) == 0
    capsys.readouterr()
    assert run(["state", "list", campaign]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_when_rehearsed_then_does_what_its_scenarios_say(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["test", str(ROOT / "campaigns" / name)])
    assert code == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_tells_in_a_readme_what_it_is_for(name: str) -> None:
    text = (ROOT / "campaigns" / name / "README.md").read_text("utf-8")
    assert text.startswith(f"# {name}: ")
    assert f"$ turkform plan campaigns/{name}\n" in text


def test_the_digits_are_those_that_scikit_learn_ships() -> None:
    if find_spec("sklearn") is None:
        pytest.skip("scikit-learn is not installed")
    script = ROOT / "campaigns" / "digits" / "data" / "make_rows.py"
    made = subprocess.run([sys.executable, str(script)], capture_output=True, check=True, text=True)
    assert made.stdout == (script.parent / "digits.csv").read_text("utf-8")
