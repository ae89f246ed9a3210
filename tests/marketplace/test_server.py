from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.marketplace.core_world import QUESTION
from turkform.marketplace import remote


class Served:
    def __init__(
        self, database: Path | str, options: Sequence[str] = ("--requester", "AKID:right")
    ) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "turkform.marketplace", "serve", "--port", "0"),
                *("--database", str(database), "--control", *options),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split()[-1]

    def client(self, secret: str = "right") -> Any:
        return boto3.client(
            "mturk",
            region_name="us-east-1",
            endpoint_url=self.url,
            aws_access_key_id="AKID",
            aws_secret_access_key=secret,
        )

    def post(self, path: str, body: bytes) -> str:
        with urllib.request.urlopen(self.url + path, data=body) as reply:
            return str(reply.read().decode())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path / "m.db")
    yield server
    server.kill()


def create(client: Any) -> str:
    reply = client.create_hit(
        Title="t",
        Description="d",
        Reward="0.10",
        AssignmentDurationInSeconds=60,
        LifetimeInSeconds=3_600,
        Question=QUESTION,
    )
    return str(reply["HIT"]["HITId"])


def test_a_signature_made_with_another_secret_is_refused(served: Served) -> None:
    with pytest.raises(ClientError) as caught:
        served.client("wrong").get_account_balance()
    assert caught.value.response["Error"]["Code"] == "InvalidSignatureException"


def test_a_reply_does_not_wait_for_the_acknowledgement_of_its_head(served: Served) -> None:
    connection = http.client.HTTPConnection(served.url.removeprefix("http://"))
    headers = {"X-Amz-Target": "MTurkRequesterServiceV20170117.GetAccountBalance"}
    times = []
    for _ in range(20):
        begun = time.monotonic()
        connection.request("POST", "/", b"{}", headers)
        connection.getresponse().read()
        times.append(time.monotonic() - begun)
    connection.close()
    # a delayed acknowledgement takes 40 ms, and then takes it every time
    assert min(times) < 0.035


def test_a_browser_submits_accepted_work_as_question_form_answers(served: Served) -> None:
    client = served.client()
    hit_id = create(client)
    body = json.dumps({"HITId": hit_id, "WorkerId": "AWORKER1"}).encode()
    assignment_id = json.loads(served.post("/_control/accept", body))["AssignmentId"]
    form = urllib.parse.urlencode({"assignmentId": assignment_id, "label": "a < b"})
    served.post("/mturk/externalSubmit", form.encode())
    (assignment,) = client.list_assignments_for_hit(HITId=hit_id)["Assignments"]
    assert "<QuestionIdentifier>label</QuestionIdentifier>" in assignment["Answer"]
    assert "<FreeText>a &lt; b</FreeText>" in assignment["Answer"]


def test_simulated_workers_work_on_a_served_marketplace(served: Served) -> None:
    create(served.client())
    done = remote.simulate(served.url, workers=5, seed=1, duration="50m")
    with urllib.request.urlopen(f"{served.url}/_control/journal") as reply:
        deeds = [entry["operation"] for entry in json.load(reply)]
    assert deeds.count("worker:accept") == done["accepted"]
    assert "worker:accept" in deeds


def test_a_marketplace_without_control_or_address_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not answer"):
        remote.simulate("http://127.0.0.1:1", workers=5, seed=1, duration="50m")
    with pytest.raises(ValueError, match="not the address"):
        remote.simulate(str(tmp_path), workers=5, seed=1, duration="50m")


def test_a_killed_server_loses_no_hit_that_it_acknowledged(tmp_path: Path) -> None:
    first = Served(tmp_path / "m.db")
    client = first.client()
    made = {create(client) for _ in range(10)}
    first.kill()
    second = Served(tmp_path / "m.db")
    try:
        listed = {hit["HITId"] for hit in second.client().list_hits()["HITs"]}
    finally:
        second.kill()
    assert listed == made


def test_two_servers_of_one_postgresql_database_share_everything(postgres_place: str) -> None:
    first, second = Served(postgres_place), Served(postgres_place)
    try:
        with ThreadPoolExecutor(8) as threads:
            clients = [first.client(), second.client()] * 12
            made = set(threads.map(create, clients))
        first.kill()
        listed = second.client().list_hits(MaxResults=100)["HITs"]
        assert {hit["HITId"] for hit in listed} == made
        assert len(made) == 24
    finally:
        first.kill()
        second.kill()
