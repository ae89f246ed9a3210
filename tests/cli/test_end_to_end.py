"""The quickstart from the command line, as a stranger runs it."""

import json
import shutil
from pathlib import Path

import pytest

from turkform.cli.main import run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    """A copy of the quickstart, with a state and a marketplace of its own."""
    folder = tmp_path / "quickstart"
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / "quickstart", folder, ignore=ignored)
    return folder


def apply(campaign: Path) -> None:
    assert run(["apply", str(campaign), "--auto-approve"]) == 0


def plan_of(campaign: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    assert run(["plan", str(campaign), "--format", "json"]) == 0
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def raise_reward(campaign: Path) -> None:
    file = campaign / "campaign.yaml"
    text = file.read_text(encoding="utf-8")
    assert "$0.12" in text
    file.write_text(text.replace("$0.12", "$0.15"), encoding="utf-8")


def test_a_plan_of_a_new_campaign_when_asked_for_the_code_then_says_there_are_changes(
    campaign: Path,
) -> None:
    assert run(["plan", str(campaign), "--detailed-exitcode"]) == 2


def test_a_plan_when_everything_is_applied_then_is_empty(campaign: Path) -> None:
    apply(campaign)
    assert run(["plan", str(campaign), "--detailed-exitcode"]) == 0


def test_equal_new_hits_when_planned_as_json_then_are_one_change_with_addresses(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = plan_of(campaign, capsys)["changes"]
    assert isinstance(changes, list)
    [hits] = [change for change in changes if change["kind"] == "hit"]
    assert hits["count"] == 5
    assert hits["addresses"][0] == 'hit.photos["img-0001"]'


def test_a_reward_when_edited_then_replaces_the_hit_type_and_moves_the_hits(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apply(campaign)
    raise_reward(campaign)
    changes = plan_of(campaign, capsys)["changes"]
    assert isinstance(changes, list)
    found = {change["kind"]: (change["action"], change["reasons"]) for change in changes}
    assert found == {
        "hit_type": ("replace", ["a HIT type cannot be changed in place"]),
        "hit": ("update", ["its HIT type is replaced"]),
    }


def test_an_edit_when_applied_then_converges(campaign: Path) -> None:
    apply(campaign)
    raise_reward(campaign)
    apply(campaign)
    assert run(["plan", str(campaign), "--detailed-exitcode"]) == 0


def test_a_campaign_when_destroyed_then_nothing_is_left(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apply(campaign)
    assert run(["destroy", str(campaign), "--auto-approve"]) == 0
    capsys.readouterr()
    assert run(["state", "list", str(campaign)]) == 0
    assert capsys.readouterr().out == ""


def test_apply_when_nobody_can_approve_then_is_declined_and_makes_nothing(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert run(["apply", str(campaign)]) == 8
    capsys.readouterr()
    assert run(["state", "list", str(campaign)]) == 0
    assert capsys.readouterr().out == ""


def test_apply_when_it_passes_max_spend_then_is_blocked(campaign: Path) -> None:
    assert run(["apply", str(campaign), "--auto-approve", "--max-spend", "$1.39"]) == 5


def test_a_wrong_command_when_given_then_names_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["pln"]) == 64
    assert 'Did you mean "plan"?' in capsys.readouterr().err


def test_an_unknown_option_when_given_then_is_a_wrong_command_line(campaign: Path) -> None:
    assert run(["plan", str(campaign), "--no-such-option"]) == 64


def test_a_broken_campaign_when_planned_then_exits_with_the_configuration_code(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = campaign / "campaign.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("max_assignments", "max_asignments"), encoding="utf-8")
    assert run(["plan", str(campaign)]) == 4
    assert "campaign.yaml:" in capsys.readouterr().err
