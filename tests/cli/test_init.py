"""New campaigns from templates, and what CI would run of them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from turkform.cli.main import run
from turkform.cli.scaffolding import TEMPLATES, name_of

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_when_scaffolded_then_is_valid_laid_out_planned_and_rehearsed(
    tmp_path: Path, template: str, capsys: Output
) -> None:
    folder = tmp_path / "my-study"
    assert run(["init", str(folder), "--template", template]) == 0
    assert run(["validate", str(folder)]) == 0
    assert run(["fmt", str(folder), "--check"]) == 0
    assert run(["plan", str(folder), "--detailed-exitcode"]) == 2
    assert run(["test", str(folder)]) == 0, capsys.readouterr().out


def test_a_folder_when_something_of_it_exists_then_nothing_is_written(
    tmp_path: Path, capsys: Output
) -> None:
    (tmp_path / "campaign.yaml").write_text("campaign: mine\n")
    assert run(["init", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "nothing was written" in said
    assert "campaign.yaml" in said
    assert [path.name for path in tmp_path.iterdir()] == ["campaign.yaml"]


def test_two_projects_when_made_then_have_ids_of_their_own(tmp_path: Path) -> None:
    found = set()
    for name in ("one", "two"):
        assert run(["init", str(tmp_path / name)]) == 0
        text = (tmp_path / name / "turkform.yaml").read_text()
        [project] = re.findall(r'project: "([0-9a-f]{32})"', text)
        found.add(project)
    assert len(found) == 2


def test_a_campaign_when_a_project_lies_above_then_joins_it(tmp_path: Path, capsys: Output) -> None:
    assert run(["init", str(tmp_path / "one")]) == 0
    assert run(["init", str(tmp_path / "one" / "inner"), "--template", "survey"]) == 0
    assert "belongs to the project of" in capsys.readouterr().err
    assert not (tmp_path / "one" / "inner" / "turkform.yaml").exists()


def test_a_campaign_when_it_ran_without_a_project_then_keeps_its_state(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path)]) == 0
    (tmp_path / "turkform.yaml").unlink()
    assert run(["apply", str(tmp_path), "--auto-approve"]) == 0
    for path in tmp_path.iterdir():
        if path.is_file():
            path.unlink()
        elif path.name != ".turkform":
            shutil.rmtree(path)
    assert run(["init", str(tmp_path)]) == 0
    assert run(["plan", str(tmp_path), "--detailed-exitcode"]) == 0


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("photo-labels", "photo-labels"),
        ("Étude 3", "tude-3"),
        ("2026 wave", "wave"),
        ("写真", "study"),
        ("x" * 80, "x" * 63),
    ],
)
def test_a_campaign_is_named_after_its_folder(folder: str, name: str) -> None:
    assert name_of(Path("/somewhere") / folder) == name


def test_a_template_when_unknown_then_the_known_ones_are_told(
    tmp_path: Path, capsys: Output
) -> None:
    assert run(["init", str(tmp_path), "--template", "surveys"]) == 64
    assert "'labels', 'survey'" in capsys.readouterr().err


def test_a_workflow_when_made_then_lies_at_the_root_and_its_commands_run(
    tmp_path: Path, capsys: Output
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    folder = tmp_path / "studies" / "first"
    assert run(["init", str(folder), "--ci", "github"]) == 0
    file = tmp_path / ".github" / "workflows" / "turkform.yml"
    workflow = YAML(typ="safe", pure=True).load(file.read_text())
    assert workflow["env"]["CAMPAIGN"] == "studies/first"
    assert workflow["concurrency"]["cancel-in-progress"] is False
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    commands = [step["run"] for step in steps if step.get("run", "").startswith("turkform")]
    assert [command.split()[1] for command in commands] == [
        "fmt",
        "validate",
        "test",
        "plan",
        "apply",
    ]
    for command in commands:
        words = command.partition(" | ")[0].replace('"$CAMPAIGN"', str(folder)).split()[1:]
        local = ["local" if word == "production" else word for word in words]
        assert run(local) == 0, capsys.readouterr().err
