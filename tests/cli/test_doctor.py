"""`turkform doctor`: each thing that a run needs, and the code that its lack ends in."""

import json
import shutil
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from turkform.cli.main import run
from turkform.engine.checkup import Level, check_clock

ROOT = Path(__file__).parents[2]


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "quickstart"
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / "quickstart", folder, ignore=ignored)
    return folder


def project(campaign: Path, environment: str) -> None:
    text = f"project: 00112233445566778899aabbccddeeff\nenvironments:\n  lab: {environment}\n"
    (campaign.parent / "turkform.yaml").write_text(text, encoding="utf-8")


def checks(
    capsys: pytest.CaptureFixture[str], code: int, *arguments: str
) -> dict[str, tuple[str, str]]:
    """Level and text of each check."""
    capsys.readouterr()
    assert run(["doctor", *arguments, "--format", "json"]) == code
    found = json.loads(capsys.readouterr().out)
    assert found["healthy"] is (code == 0)
    return {one["name"]: (one["level"], one["text"]) for one in found["checks"]}


def test_doctor_when_everything_is_well_then_says_so_and_makes_no_state(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = checks(capsys, 0, str(campaign))
    assert {level for level, _ in found.values()} == {"ok"}
    assert found["balance"] == ("ok", "$10,000.00 available")
    assert found["state"][1].startswith("none yet")
    assert not (campaign / ".turkform" / "local" / "quickstart.db").exists()


def test_doctor_when_a_campaign_is_applied_then_counts_its_objects(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["apply", str(campaign), "--auto-approve"]) == 0
    assert "6 objects" in checks(capsys, 0, str(campaign))["state"][1]


def test_doctor_when_the_state_is_damaged_then_fails_on_the_state(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["apply", str(campaign), "--auto-approve"]) == 0
    file = campaign / ".turkform" / "local" / "quickstart.db"
    data = bytearray(file.read_bytes())
    data[4096 : len(data) // 2] = b"\xff" * (len(data) // 2 - 4096)
    file.write_bytes(data)
    capsys.readouterr()
    assert run(["doctor", str(campaign)]) != 0
    assert "failed   state" in capsys.readouterr().out


def test_doctor_when_a_profile_does_not_exist_then_fails_on_the_credentials(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project(campaign, '{endpoint: "http://127.0.0.1:1", profile: no-such-profile}')
    found = checks(capsys, 11, str(campaign), "--env", "lab")
    assert "no-such-profile" in found["credentials"][1]


def test_doctor_when_nobody_answers_at_the_endpoint_then_fails_on_the_endpoint(
    campaign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "lab")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "lab")
    monkeypatch.setattr("turkform.mturk.client.READ_TRIES", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        project(campaign, f'{{endpoint: "http://127.0.0.1:{taken.getsockname()[1]}"}}')
        found = checks(capsys, 1, str(campaign), "--env", "lab")
    assert found["endpoint"][0] == "failed"
    assert found["configuration"][0] == "ok"


def test_doctor_when_the_configuration_is_wrong_then_shows_every_error(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = campaign / "campaign.yaml"
    text = file.read_text("utf-8").replace("title:", "titel:").replace("lifetime:", "livetime:")
    file.write_text(text, "utf-8")
    found = checks(capsys, 4, str(campaign))
    assert "titel" in found["configuration"][1]
    assert "livetime" in found["configuration"][1]


@pytest.mark.parametrize(
    ("seconds", "level", "said"),
    [
        (4, Level.OK, "agrees"),
        (60, Level.WARNING, "60 s ahead of"),
        (-60, Level.WARNING, "60 s behind"),
        (300, Level.FAILED, "signatures are refused"),
    ],
)
def test_a_clock_when_it_is_off_then_is_judged_by_what_the_service_refuses(
    seconds: int, level: Level, said: str
) -> None:
    found = check_clock(timedelta(seconds=seconds))
    assert found.level is level
    assert said in found.text
