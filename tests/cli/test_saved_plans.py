"""Saved plans from the command line: bound, sealed, used once (bad inputs 50 to 54, 57)."""

import io
import json
import pickle
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from turkform.cli.main import run

ROOT = Path(__file__).parents[2]
Edit = Callable[[dict[str, Any]], None]


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "quickstart"
    ignored = shutil.ignore_patterns(".turkform")
    shutil.copytree(ROOT / "campaigns" / "quickstart", folder, ignore=ignored)
    return folder


@pytest.fixture
def saved(campaign: Path, tmp_path: Path) -> Path:
    file = tmp_path / "plan.json"
    assert run(["plan", str(campaign), "--out", str(file)]) == 0
    return file


def apply(file: Path, *options: str) -> int:
    return run(["apply", str(file), "--auto-approve", *options])


def live(campaign: Path, capsys: pytest.CaptureFixture[str]) -> int:
    capsys.readouterr()
    assert run(["state", "list", str(campaign)]) == 0
    return len(capsys.readouterr().out.splitlines())


def edit(file: Path, change: Edit) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    change(document)
    file.write_text(json.dumps(document), encoding="utf-8")


def test_a_saved_plan_is_applied_and_the_next_plan_is_empty(campaign: Path, saved: Path) -> None:
    assert apply(saved) == 0
    assert run(["plan", str(campaign), "--detailed-exitcode"]) == 0


def test_a_saved_plan_shows_what_plan_showed(
    campaign: Path, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["plan", str(campaign)]) == 0
    shown_by_plan = capsys.readouterr().out.split("To apply this")[0]
    assert run(["show", str(saved)]) == 0
    assert capsys.readouterr().out.split("To apply this")[0] == shown_by_plan


def test_bad_input_52_a_plan_applied_twice_is_refused_the_second_time(
    campaign: Path, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert apply(saved) == 0
    before = live(campaign, capsys)
    assert apply(saved) == 6
    assert "applied already" in capsys.readouterr().err
    assert live(campaign, capsys) == before


def lower_amount(document: dict[str, Any]) -> None:
    document["changes"][-1]["cost"]["rewards"] = "0.01"


def lower_total(document: dict[str, Any]) -> None:
    document["finances"]["now"]["rewards"] = "0.01"


def newer(document: dict[str, Any]) -> None:
    document["created_at"] = "2027-01-01T00:00:00Z"


def another_reward(document: dict[str, Any]) -> None:
    document["changes"][0]["fields"] = [{"name": "reward", "before": "1.00", "after": "0.01"}]


@pytest.mark.parametrize("change", [lower_amount, lower_total, newer, another_reward])
def test_bad_input_50_an_edited_amount_is_refused_and_nothing_is_sent(
    campaign: Path, saved: Path, change: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(saved, change)
    assert apply(saved) == 6
    assert "seal does not fit" in capsys.readouterr().err
    assert run(["show", str(saved)]) == 6
    assert live(campaign, capsys) == 0


def test_bad_input_51_a_plan_of_one_environment_is_refused_in_another(
    campaign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "turkform.yaml").write_text(f"project: {'ab' * 16}\n")
    file = tmp_path / "local.json"
    assert run(["plan", str(campaign), "--out", str(file)]) == 0
    assert apply(file, "--env", "production") == 6
    assert "made for the environment local" in capsys.readouterr().err
    assert not (tmp_path / ".turkform" / "production").exists()


def test_bad_input_53_a_plan_is_refused_after_an_older_state_was_restored(
    campaign: Path, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = campaign / ".turkform" / "local" / "quickstart.db"
    older = tmp_path / "older.db"
    shutil.copy(state, older)
    assert apply(saved) == 0
    newer_plan = tmp_path / "newer.json"
    assert run(["plan", str(campaign), "--destroy", "--out", str(newer_plan)]) == 0
    shutil.copy(older, state)
    assert apply(newer_plan) == 6
    assert "the state has changed since" in capsys.readouterr().err


def test_bad_input_54_a_plan_of_another_lineage_is_refused(
    campaign: Path, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (campaign / ".turkform" / "local" / "quickstart.db").unlink()
    assert apply(saved) == 6
    assert live(campaign, capsys) == 0


def test_bad_input_57_a_pickle_or_a_zip_named_plan_json_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("plan", b"0" * 10_000_000)
    for content in (pickle.dumps({"changes": []}), packed.getvalue(), b"[" * 200_000, b"", b"{}"):
        file.write_bytes(content)
        assert apply(file) == 1
        assert run(["show", str(file)]) == 1


def test_a_name_that_stands_twice_makes_it_no_plan(saved: Path) -> None:
    text = saved.read_text().replace('"unchanged"', '"unchanged": 7, "unchanged"', 1)
    saved.write_text(text)
    assert apply(saved) == 1


def test_an_input_that_changed_after_the_plan_is_named(
    campaign: Path, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (campaign / "campaign.yaml").open("a") as file:
        file.write("# a harmless comment\n")
    assert apply(saved) == 6
    assert "campaign.yaml changed since" in capsys.readouterr().err


def test_a_plan_is_refused_when_what_is_live_has_changed(
    campaign: Path, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert apply(saved) == 0
    file = tmp_path / "destroy.json"
    assert run(["plan", str(campaign), "--destroy", "--out", str(file)]) == 0
    delete_one_by_hand(campaign)
    assert apply(file) == 6
    assert "what is live has changed since" in capsys.readouterr().err


def delete_one_by_hand(campaign: Path) -> None:
    import boto3

    from turkform.marketplace.embedded import attach, open_marketplace

    client = boto3.client(
        "mturk",
        region_name="us-east-1",
        endpoint_url="http://127.0.0.1",
        aws_access_key_id="embedded",
        aws_secret_access_key="embedded",
    )
    path = campaign / ".turkform" / "local" / "marketplace.db"
    attach(client, open_marketplace(path, side="live"))
    hit = client.list_hits()["HITs"][0]["HITId"]
    client.update_expiration_for_hit(HITId=hit, ExpireAt="2015-01-01T00:00:00Z")
    client.delete_hit(HITId=hit)


def test_options_beside_a_saved_plan_are_a_wrong_command_line(saved: Path) -> None:
    assert apply(saved, "--target", "hit.photos") == 64


def test_a_saved_plan_never_overwrites_another_file(campaign: Path) -> None:
    file = campaign / "campaign.yaml"
    before = file.read_text()
    assert run(["plan", str(campaign), "--out", str(file)]) == 1
    assert file.read_text() == before


def test_a_saved_plan_is_for_its_owner_only(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
