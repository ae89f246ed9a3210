"""`--target`, `--exclude` and `--replace` on the command line."""

import json
import shutil
from pathlib import Path

import pytest

from turkform.cli.main import run

ROOT = Path(__file__).parents[2]
Output = pytest.CaptureFixture[str]


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "quickstart"
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / "quickstart", folder, ignore=ignored)
    return folder


def planned(campaign: Path, capsys: Output, *options: str) -> list[tuple[str, str]]:
    capsys.readouterr()
    assert run(["plan", str(campaign), "--format", "json", *options]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    return [(change["address"], change["action"]) for change in changes]


def test_one_row_when_targeted_then_is_applied_with_its_hit_type(
    campaign: Path, capsys: Output
) -> None:
    one = 'hit.photos["img-0002"]'
    assert run(["apply", str(campaign), "--target", one, "--auto-approve"]) == 0
    assert planned(campaign, capsys, "--target", one) == []
    assert planned(campaign, capsys) == [('hit.photos["*"]', "create")]


def test_a_hit_type_when_excluded_then_its_hits_wait(campaign: Path, capsys: Output) -> None:
    assert planned(campaign, capsys, "--exclude", "hit_type.label") == []


def test_a_row_when_to_be_replaced_then_is_replaced_for_that_reason(
    campaign: Path, capsys: Output
) -> None:
    assert run(["apply", str(campaign), "--auto-approve"]) == 0
    one = 'hit.photos["img-0002"]'
    assert planned(campaign, capsys, "--replace", one) == [(one, "replace")]
    assert run(["apply", str(campaign), "--replace", one, "--auto-approve"]) == 0
    assert planned(campaign, capsys) == []


@pytest.mark.parametrize("option", ["--target", "--exclude", "--replace"])
def test_a_pattern_when_it_matches_nothing_then_is_refused_with_the_nearest(
    campaign: Path, capsys: Output, option: str
) -> None:
    assert run(["plan", str(campaign), option, "hit.photoz"]) == 4
    said = capsys.readouterr().err
    assert "'hit.photoz' matches no object of the campaign" in said
    assert "Nearest: hit.photos" in said
