"""A campaign whose state is in PostgreSQL."""

import shutil
from pathlib import Path

import pytest

from turkform.cli.main import run

ROOT = Path(__file__).parents[2]
PROJECT = """\
project: {project}
environments:
  local: {{state: "{url}"}}
"""
pytestmark = pytest.mark.postgres


@pytest.fixture
def campaign(tmp_path: Path, postgres_url: str) -> Path:
    folder = tmp_path / "study"
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / "quickstart", folder, ignore=ignored)
    project = PROJECT.format(project="00112233445566778899aabbccddeeff", url=postgres_url)
    (tmp_path / "turkform.yaml").write_text(project, encoding="utf-8")
    return folder


def test_a_campaign_lives_its_whole_life_without_a_state_file(campaign: Path) -> None:
    assert run(["apply", str(campaign), "--auto-approve"]) == 0
    assert run(["plan", str(campaign), "--detailed-exitcode"]) == 0
    assert run(["destroy", str(campaign), "--auto-approve"]) == 0
    local = campaign.parent / ".turkform" / "local"
    assert not list(local.glob("quickstart*"))
