"""`turkform test` on the quickstart, with scenarios that hold and scenarios that do not."""

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from turkform.cli.main import run

QUICKSTART = Path(__file__).parents[2] / "campaigns" / "quickstart"
HEAD = """\
scenario: A study of two photos
take: {photos: 2}
workers: {ann: {}, ben: {}, cem: {submitted: 300, approved: 30}}
steps:
  - apply
"""


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "quickstart"
    ignored = shutil.ignore_patterns(".turkform", "scenarios")
    shutil.copytree(QUICKSTART, folder, ignore=ignored)
    (folder / "scenarios").mkdir()
    return folder


def scenario(campaign: Path, steps: str, head: str = HEAD, name: str = "one") -> None:
    (campaign / "scenarios" / f"{name}.yaml").write_text(head + steps, encoding="utf-8")


def test_a_scenario_that_holds_passes_and_leaves_no_state_behind(campaign: Path) -> None:
    scenario(
        campaign,
        """\
  - work: {on: photos, by: [ann, ben], answers: {label: nature}}
  - wait: 4d
  - expect: {hits: {photos: 2}, approved: {ann: 2, ben: 2}, cost: $0.56, plan: empty}
""",
    )
    assert run(["test", str(campaign)]) == 0
    assert not list(campaign.glob(".turkform/local/*"))


def test_a_difference_is_told_with_its_line_and_ends_in_three(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario(
        campaign,
        """\
  - work: {on: photos, by: ann, keys: [img-0001], answers: {label: nature}}
  - expect: {submitted: {ann: 2}, cost: $1}
""",
    )
    assert run(["test", str(campaign)]) == 3
    out = capsys.readouterr().out
    assert "scenarios/one.yaml:7: submitted: ann: expected 2, found 1" in out
    assert "scenarios/one.yaml:7: cost: expected $1.00, found $0.00" in out


def test_a_worker_who_is_not_named_must_have_nothing(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario(
        campaign,
        """\
  - work: {on: photos, by: [ann, ben], answers: {label: nature}}
  - expect: {submitted: {ann: 2}}
""",
    )
    assert run(["test", str(campaign)]) == 3
    assert "submitted: ben: expected none, found 2" in capsys.readouterr().out


def test_a_worker_who_may_not_work_is_a_failure_unless_that_is_expected(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario(campaign, "  - work: {on: photos, by: cem}\n", name="let-in")
    scenario(campaign, "  - work: {on: photos, by: cem, refused: yes}\n", name="refused")
    assert run(["test", str(campaign)]) == 3
    out = capsys.readouterr().out
    assert "cem may not work on it" in out
    assert "1 passed, 1 failed" in out


def test_rows_of_the_scenario_take_the_place_of_the_campaigns(campaign: Path) -> None:
    head = """\
scenario: One photo of our own
rows: {photos: [{photo_id: mine, url: "https://example.org/m.jpg", place: Here}]}
workers: {ann: {}}
steps:
  - apply
"""
    steps = """\
  - work: {on: photos, by: ann, keys: [mine], answers: {label: "{{ row.place }}"}}
  - expect: {hits: {photos: 1}, submitted: {ann: 1}}
"""
    scenario(campaign, steps, head)
    assert run(["test", str(campaign)]) == 0


def test_every_error_of_every_scenario_is_told_with_its_place(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario(campaign, "  - work: {on: photos, by: anne}\n", name="a")
    scenario(campaign, "  - wait: soon\n  - clap: {}\n", name="b")
    assert run(["test", str(campaign)]) == 4
    error = capsys.readouterr().err
    assert "scenarios/a.yaml:6:5: there is no worker 'anne'. Did you mean \"ann\"?" in error
    assert "scenarios/b.yaml:6" in error
    assert "scenarios/b.yaml:7" in error


def test_a_junit_file_counts_cases_and_failures(campaign: Path, tmp_path: Path) -> None:
    scenario(campaign, "  - expect: {hits: {photos: 2}}\n", name="good")
    scenario(campaign, "  - expect: {hits: {photos: 3}}\n", name="bad")
    run(["test", str(campaign), "--junit", str(tmp_path / "out.xml")])
    suite = ET.parse(tmp_path / "out.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert suite.find("testcase/failure") is not None


def test_a_campaign_without_scenarios_says_where_they_belong(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["test", str(campaign)]) == 1
    assert "scenarios" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["quickstart", "thousand"])
def test_the_scenarios_of_the_examples_hold(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(QUICKSTART.parent / name, folder, ignore=shutil.ignore_patterns(".turkform"))
    assert run(["test", str(folder), "--jobs", "1"]) == 0
