"""The real command, killed while it creates HITs, then run again (design section 5)."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from turkform.app import open_app
from turkform.marketplace.embedded import attach, open_marketplace

THOUSAND = Path(__file__).parents[2] / "campaigns" / "thousand"
ROWS = 200


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    shutil.copytree(THOUSAND, folder, ignore=shutil.ignore_patterns(".turkform"))
    rows = (folder / "data" / "sentences.csv").read_text().splitlines()[: ROWS + 1]
    (folder / "data" / "sentences.csv").write_text("\n".join(rows) + "\n")
    return folder


def turkform(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from turkform.cli.main import main; main()", *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    )


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out + err


def live_annotations(folder: Path) -> list[str]:
    import boto3

    client = boto3.client(
        "mturk",
        region_name="us-east-1",
        endpoint_url="http://127.0.0.1",
        aws_access_key_id="embedded",
        aws_secret_access_key="embedded",
    )
    path = folder / ".turkform" / "local" / "marketplace.db"
    attach(client, open_marketplace(path, side="live"))
    pages = client.get_paginator("list_hits").paginate(PaginationConfig={"PageSize": 100})
    return [hit["RequesterAnnotation"] for page in pages for hit in page["HITs"]]


def wait_for_hits(folder: Path, count: int) -> None:
    """Until the ledger holds `count` effects, or the run has ended by itself."""
    import sqlite3

    state = folder / ".turkform" / "local" / "thousand.db"
    for _ in range(2_000):
        if state.exists():
            connection = sqlite3.connect(f"{state.as_uri()}?mode=ro", uri=True, timeout=5)
            try:
                [made] = connection.execute("SELECT COUNT(*) FROM intents").fetchone()
            except sqlite3.OperationalError:
                made = 0  # the writer holds the file exclusively for a moment
            finally:
                connection.close()
            if made >= count:
                return
        time.sleep(0.005)


@pytest.mark.parametrize("effects", [1, 40, 150])
def test_apply_killed_and_run_again_creates_each_hit_once(campaign: Path, effects: int) -> None:
    process = turkform("apply", str(campaign), "--auto-approve")
    wait_for_hits(campaign, effects)
    process.send_signal(signal.SIGKILL)
    finish(process)
    code, output = finish(turkform("apply", str(campaign), "--auto-approve"))
    assert code == 0, output
    annotations = live_annotations(campaign)
    assert Counter(annotations).most_common(1)[0][1] == 1
    assert len(annotations) == ROWS
    code, output = finish(turkform("plan", str(campaign), "--detailed-exitcode"))
    assert code == 0, output


def test_a_second_apply_is_locked_out_while_the_lock_is_held(campaign: Path) -> None:
    assert finish(turkform("apply", str(campaign), "--auto-approve"))[0] == 0
    with open_app(campaign, None, {}).store.writing("apply"):
        code, output = finish(turkform("apply", str(campaign), "--auto-approve"))
    assert (code, "is locked by" in output) == (7, True), output


def test_an_interrupt_drains_and_the_next_apply_goes_on(campaign: Path) -> None:
    process = turkform("apply", str(campaign), "--auto-approve")
    wait_for_hits(campaign, 20)
    process.send_signal(signal.SIGINT)
    code, output = finish(process)
    assert code == 130, output
    code, output = finish(turkform("apply", str(campaign), "--auto-approve"))
    assert code == 0, output
    assert len(live_annotations(campaign)) == ROWS


def test_the_main_job_from_creation_to_nothing_left(campaign: Path) -> None:
    assert finish(turkform("apply", str(campaign), "--auto-approve"))[0] == 0
    file = campaign / "campaign.yaml"
    file.write_text(file.read_text().replace("$0.06", "$0.07"))
    process = turkform("plan", str(campaign), "--detailed-exitcode", "--format", "json")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2, err
    by_kind = {change["kind"]: change for change in json.loads(out)["changes"]}
    assert by_kind["hit_type"]["action"] == "replace"
    assert by_kind["hit_type"]["reasons"] == ["a HIT type cannot be changed in place"]
    assert (by_kind["hit"]["action"], by_kind["hit"]["count"]) == ("update", ROWS)
    assert finish(turkform("apply", str(campaign), "--auto-approve"))[0] == 0
    assert finish(turkform("destroy", str(campaign), "--auto-approve"))[0] == 0
    assert live_annotations(campaign) == []
