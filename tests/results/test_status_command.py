"""`turkform status` and the warnings that plans share with it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.results.service import service_of
from tests.results.studies import labelling, let_work
from turkform.app import open_app
from turkform.cli.main import run

RULES = """
follow_ups:
  accept:
    on: photos
    when: "{{ answer.label == 'nature' }}"
    approve: {}
"""


@pytest.fixture
def campaign(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = labelling(tmp_path, 4, extra=RULES)
    let_work(folder, "6h", 10)
    capsys.readouterr()
    return folder


def standing(campaign: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert run(["status", str(campaign), "--format", "json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def warned(campaign: Path, capsys: pytest.CaptureFixture[str]) -> str:
    return str(standing(campaign, capsys)["warnings"])


def test_status_warns_a_day_before_work_is_approved_without_a_rule(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "automatically" not in warned(campaign, capsys)
    with service_of(campaign) as service:
        service.wait("50h")
    assert "12 submissions will be approved automatically" in warned(campaign, capsys)


def test_a_plan_warns_of_the_work_that_it_leaves_undecided(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with service_of(campaign) as service:
        service.wait("50h")
    assert run(["plan", str(campaign), "--format", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    [due] = [one["count"] for one in plan["follow_ups"]]
    [text] = [one["message"] for one in plan["diagnostics"]]
    assert 0 < due < 12
    assert f"{12 - due} submissions will be approved automatically" in text


def test_status_names_the_run_that_holds_the_lock(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert standing(campaign, capsys)["lock"] is None
    with open_app(campaign, None, {}).store.writing("apply"):
        assert "which runs apply" in str(standing(campaign, capsys)["lock"])


def test_status_of_a_campaign_that_was_never_applied_is_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "campaign.yaml").write_text("campaign: fresh\n", encoding="utf-8")
    assert run(["status", str(tmp_path)]) == 0
    assert "Nothing was created yet." in capsys.readouterr().out


def test_status_that_watches_writes_a_line_for_each_look_until_it_is_interrupted(
    campaign: Path,
) -> None:
    words = ["status", str(campaign), "--watch", "--every", "0.1", "--format", "json"]
    command = [sys.executable, "-m", "turkform", *words]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, env=os.environ | {"CI": "1"}, **quiet) as process:  # type: ignore[call-overload] # streams by name
        assert process.stdout is not None
        looks = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        code = process.wait()
    assert [look["campaign"] for look in looks] == ["labelling", "labelling"]
    assert code == 130
