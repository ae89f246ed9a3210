"""A study from creation to deletion through the AWS CLI and the AWS SDK for JavaScript."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.marketplace.core_world import QUESTION
from tests.marketplace.test_server import Served

NODE: Final = Path(__file__).parent / "node"
SECONDS: Final = 120


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path / "m.db")
    yield server
    server.kill()


class Cli:
    """`aws mturk` against a served marketplace, configured by the environment alone."""

    def __init__(self, program: str, url: str, folder: Path) -> None:
        self._program = program
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("AWS_")},
            "AWS_ENDPOINT_URL_MTURK": url,
            "AWS_ACCESS_KEY_ID": "AKID",
            "AWS_SECRET_ACCESS_KEY": "right",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": str(folder / "no-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(folder / "no-credentials"),
            "AWS_PAGER": "",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._program, "mturk", *arguments, "--output", "json"],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def __call__(self, *arguments: str) -> Any:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None


@pytest.fixture
def aws(served: Served, tmp_path: Path) -> Cli:
    program = shutil.which("aws")
    if program is None:
        pytest.skip("the AWS CLI is not installed: there is no `aws` on the PATH")
    return Cli(program, served.url, tmp_path)


def work(served: Served, hit_id: str, worker_id: str) -> None:
    body = json.dumps({"HITId": hit_id, "WorkerId": worker_id}).encode()
    assignment_id = json.loads(served.post("/_control/accept", body))["AssignmentId"]
    form = urllib.parse.urlencode({"assignmentId": assignment_id, "label": "cat"})
    served.post("/mturk/externalSubmit", form.encode())


def test_the_aws_cli_runs_a_study_from_creation_to_deletion(
    served: Served, aws: Cli, tmp_path: Path
) -> None:
    question = tmp_path / "question.xml"
    question.write_text(QUESTION)
    hit_id = aws(
        "create-hit",
        *("--title", "Label an image", "--description", "One word", "--reward", "0.10"),
        *("--lifetime-in-seconds", "3600", "--assignment-duration-in-seconds", "600"),
        *("--question", f"file://{question}"),
    )["HIT"]["HITId"]
    work(served, hit_id, "ACLIWORKER1")
    (found,) = aws("list-assignments-for-hit", "--hit-id", hit_id)["Assignments"]
    assert "<FreeText>cat</FreeText>" in found["Answer"]
    assignment = ("--assignment-id", found["AssignmentId"])
    aws("approve-assignment", *assignment, "--requester-feedback", "Thank you")
    bonus = ("--worker-id", "ACLIWORKER1", "--bonus-amount", "0.25", "--reason", "careful")
    aws("send-bonus", *bonus, *assignment)
    (paid,) = aws("list-bonus-payments", "--hit-id", hit_id)["BonusPayments"]
    assert paid["BonusAmount"] == "0.25"
    aws("update-expiration-for-hit", "--hit-id", hit_id, "--expire-at", "0")
    aws("delete-hit", "--hit-id", hit_id)
    refused = aws.run("delete-hit", "--hit-id", hit_id)
    assert refused.returncode != 0
    assert "An error occurred (RequestError) when calling the DeleteHIT" in refused.stderr
    assert aws("list-hits")["HITs"] == []
    assert aws("get-account-balance")["AvailableBalance"] == "9999.58"


def test_the_javascript_sdk_runs_a_study_from_creation_to_deletion(served: Served) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed: there is no `node` on the PATH")
    if not (NODE / "node_modules/@aws-sdk/client-mturk").is_dir():
        pytest.skip(
            "the JavaScript SDK is not installed: run `npm install` in tests/marketplace/node"
        )
    done = subprocess.run(
        [node, str(NODE / "study.mjs"), served.url],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert "<FreeText>cat</FreeText>" in seen.pop("answer")
    refused = {"name": "RequestError", "typed": True, "status": 400}
    prefix = "AWS.MechanicalTurk."
    assert seen == {
        "createdOn": True,
        "repeated": {**refused, "code": f"{prefix}HitAlreadyExists"},
        "submittedAfterAcceptance": True,
        "status": "Reviewable",
        "completed": 1,
        "bonuses": ["0.25"],
        "mailFailures": [],
        "deletedAgain": {**refused, "code": f"{prefix}InvalidHITState"},
        "left": 0,
        "balance": "9999.58",
    }
