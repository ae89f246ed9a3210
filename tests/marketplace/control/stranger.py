"""A served marketplace as a stranger meets it: a process, its address, and plain HTTP."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from tests.marketplace.core_world import QUESTION

HIT = {
    "Title": "t",
    "Description": "d",
    "Reward": "0.10",
    "AssignmentDurationInSeconds": 600,
    "LifetimeInSeconds": 86_400,
    "MaxAssignments": 9,
    "Question": QUESTION,
}


@dataclass(frozen=True)
class Reply:
    """Status 0 means that there was no whole reply."""

    status: int
    body: Any

    @property
    def error(self) -> str:
        return str(self.body["error"])


class Stranger:
    def __init__(self, database: str, *options: str) -> None:
        self.database = database
        self._options = options
        self.start()

    def start(self) -> None:
        command = ["-m", "turkform.marketplace", "serve", "--port", "0", "--control"]
        self.process = subprocess.Popen(
            [sys.executable, *command, "--database", self.database, *self._options],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split()[-1]

    def kill(self) -> None:
        """As `kill -9` does."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def restart(self) -> None:
        self.kill()
        self.start()

    def send(self, method: str, path: str, body: bytes | None, **headers: str) -> Reply:
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as reply:
                return Reply(reply.status, json.loads(reply.read() or b"null"))
        except urllib.error.HTTPError as error:
            return Reply(error.code, json.loads(error.read()))
        except (OSError, ValueError, http.client.HTTPException):
            return Reply(0, None)

    def control(self, action: str, body: Any) -> Reply:
        return self.send("POST", f"/_control/{action}", json.dumps(body).encode())

    def read(self, action: str) -> Any:
        return self.send("GET", f"/_control/{action}", None).body

    def call(self, operation: str, **members: Any) -> Reply:
        """One call of the requester API, without any retry."""
        target = {
            "X-Amz-Target": f"MTurkRequesterServiceV20170117.{operation}",
            "Content-Type": "application/x-amz-json-1.1",
        }
        return self.send("POST", "/", json.dumps(members).encode(), **target)

    def publish(self, **changes: Any) -> str:
        return str(self.call("CreateHIT", **HIT | changes).body["HIT"]["HITId"])

    def submitted(self, hit_id: str, worker_id: str) -> str:
        """The id of an assignment that a worker has submitted."""
        accepted = self.control("accept", {"HITId": hit_id, "WorkerId": worker_id})
        assignment_id = str(accepted.body["AssignmentId"])
        self.control("submit", {"AssignmentId": assignment_id, "Answers": {"label": "cat"}})
        return assignment_id

    def executed(self, operation: str) -> int:
        """How often the journal has it."""
        return sum(1 for entry in self.read("journal") if entry["operation"] == operation)
