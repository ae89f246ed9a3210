"""Two campaigns of one project under one name would share one state and one marker."""

import time
from pathlib import Path

import pytest

from turkform.cli.main import run

PROJECT = f"project: {'0f' * 16}\n"
CAMPAIGN = """\
campaign: {name}
hit_types:
  t: {{title: T, description: D, reward: $1, assignment_duration: 10m}}
hits:
  h:
    hit_type: t
    question: {{external: {{url: "https://a.example/", frame_height: 400}}}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A declared project with the campaign `study` in `first`."""
    (tmp_path / "turkform.yaml").write_text(PROJECT, encoding="utf-8")
    campaign(tmp_path / "first")
    return tmp_path


def campaign(folder: Path, name: str = "study") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "campaign.yaml").write_text(CAMPAIGN.format(name=name), encoding="utf-8")
    return folder


def validated(folder: Path) -> int:
    return run(["validate", str(folder)])


@pytest.mark.parametrize("name", ["study", "'study'  # the same", '"study"'])
def test_a_second_campaign_of_that_name_is_refused_and_both_folders_are_named(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    second = campaign(project / "deeper" / "second", name)
    for folder in (project / "first", second):
        assert validated(folder) == 4
        told = capsys.readouterr().err
        assert 'two campaigns of this project are named "study"' in told
        assert str(project / "first") in told
        assert str(second) in told
        assert "Rename the newer one" in told


def test_a_second_campaign_of_that_name_is_not_applied(project: Path) -> None:
    assert run(["apply", str(project / "first"), "--auto-approve"]) == 0
    second = campaign(project / "second")
    assert run(["apply", str(second), "--auto-approve"]) == 4
    assert run(["destroy", str(second), "--auto-approve"]) == 4


def test_a_campaign_whose_name_only_begins_so_is_another(project: Path) -> None:
    campaign(project / "second", "study-2")
    assert validated(project / "first") == 0


@pytest.mark.parametrize("place", [".backup", ".venv/x", "node_modules/x", "a/.git/x"])
def test_hidden_and_foreign_folders_hold_no_campaigns(project: Path, place: str) -> None:
    campaign(project / place)
    assert validated(project / "first") == 0


def test_a_project_inside_the_project_has_its_own_names(project: Path) -> None:
    campaign(project / "inner" / "study")
    (project / "inner" / "turkform.yaml").write_text(f"project: {'1e' * 16}\n", encoding="utf-8")
    assert validated(project / "first") == 0


def test_a_link_to_the_campaign_is_no_second_one(project: Path) -> None:
    (project / "link").symlink_to(project / "first")
    assert validated(project / "link") == 0


def test_a_folder_that_is_moved_keeps_its_campaign(project: Path) -> None:
    assert run(["apply", str(project / "first"), "--auto-approve"]) == 0
    moved = (project / "first").rename(project / "moved")
    assert run(["plan", str(moved), "--detailed-exitcode"]) == 0


def test_without_a_project_each_folder_is_its_own(tmp_path: Path) -> None:
    campaign(tmp_path / "first")
    assert validated(campaign(tmp_path / "second")) == 0


def test_a_project_of_many_folders_is_looked_through_in_a_moment(project: Path) -> None:
    for number in range(3_000):
        (project / f"data-{number}").mkdir()
    started = time.monotonic()
    assert validated(project / "first") == 0
    assert time.monotonic() - started < 5
