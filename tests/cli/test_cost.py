"""`turkform cost`: the whole campaign, and what is to pay from here."""

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


def test_the_whole_campaign_when_applied_then_costs_the_same_and_nothing_more_is_due(
    campaign: Path, capsys: Output
) -> None:
    found = []
    for _ in range(2):
        capsys.readouterr()
        assert run(["cost", str(campaign), "--format", "json"]) == 0
        found.append(json.loads(capsys.readouterr().out))
        assert run(["apply", str(campaign), "--auto-approve"]) == 0
    before, after = found
    assert before["campaign_total"] == {"rewards": "1.20", "fees": "0.20", "total": "1.40"}
    assert after["campaign_total"] == before["campaign_total"]
    assert (before["now"]["total"], after["now"]["total"]) == ("1.40", "0.00")
    assert after["committed"] == "1.40"
    assert before["groups"] == [
        {
            "group": "hit.photos",
            "hits": 5,
            "assignments": 10,
            "reward": "0.12",
            "fee": "0.02",
            "rewards": "1.20",
            "fees": "0.20",
            "total": "1.40",
        }
    ]


def test_a_variable_when_given_then_changes_the_price(campaign: Path, capsys: Output) -> None:
    assert run(["cost", str(campaign), "--var", "reward=$0.20", "--format", "markdown"]) == 0
    assert "| hit.photos | 5 | 10 | $0.20 | $0.04 | $2.00 | $0.40 | $2.40 |" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("columns", [40, 80, 100])
def test_the_table_when_the_terminal_is_narrow_then_fits(
    campaign: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run(["cost", str(campaign)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > columns] == []
    assert any("$1.40" in line for line in lines)


def test_a_budget_when_too_small_then_the_table_is_told_and_the_plan_refused(
    campaign: Path, capsys: Output
) -> None:
    file = campaign / "campaign.yaml"
    file.write_text(file.read_text().replace("spend: $25", "spend: $1"))
    assert run(["cost", str(campaign)]) == 5
    captured = capsys.readouterr()
    assert "the whole campaign" in captured.out
    assert "$0.40 over the budget of $1.00" in captured.err
