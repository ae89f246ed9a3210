"""A marketplace in a temporary file with clients and workers, for the tests of its core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3

from turkform.marketplace import work
from turkform.marketplace.clock import WallClock, wall_clock
from turkform.marketplace.control.api import Control
from turkform.marketplace.embedded import attach, open_marketplace
from turkform.marketplace.external_submit import answers_document
from turkform.marketplace.json_types import JsonObject

QUESTION = (
    '<HTMLQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA[<!DOCTYPE html><html><head><title>t</title>'
    "</head><body><form></form></body></html>]]></HTMLContent><FrameHeight>0</FrameHeight>"
    "</HTMLQuestion>"
)
LIVE = "https://mturk-requester.us-east-1.amazonaws.com"
SANDBOX = "https://mturk-requester-sandbox.us-east-1.amazonaws.com"


# boto3 makes its clients at run time, so that they have no static type
def mturk_client(
    endpoint: str, *, key: str = "AKIDEXAMPLE", secret: str = "secret", config: Any = None
) -> Any:
    return boto3.client(
        "mturk",
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=config,
    )


class World:
    def __init__(
        self,
        place: Path | str,
        balance_cents: int = 1_000_000,
        wall_clock: WallClock = wall_clock,
    ) -> None:
        if isinstance(place, Path):
            place /= "marketplace.db"
        self.marketplace = open_marketplace(
            place, balance_cents=balance_cents, wall_clock=wall_clock, faults=True
        )
        self.control = Control(self.marketplace)
        self.client = self.client_of("default")

    def client_of(self, requester: str, endpoint: str = LIVE) -> Any:
        client = mturk_client(endpoint)
        attach(client, self.marketplace, requester)
        return client

    def hit(self, **changes: Any) -> str:
        values = {
            "Title": "Label",
            "Description": "Label a photo",
            "Reward": "0.50",
            "AssignmentDurationInSeconds": 600,
            "LifetimeInSeconds": 86_400,
            "Question": QUESTION,
        }
        return str(self.client.create_hit(**values | changes)["HIT"]["HITId"])

    def read(self, hit_id: str) -> dict[str, Any]:
        members: dict[str, Any] = self.client.get_hit(HITId=hit_id)["HIT"]
        return members

    def counters(self, hit_id: str) -> tuple[str, int, int, int]:
        hit = self.read(hit_id)
        return (
            hit["HITStatus"],
            hit["NumberOfAssignmentsAvailable"],
            hit["NumberOfAssignmentsPending"],
            hit["NumberOfAssignmentsCompleted"],
        )

    def accept(self, hit_id: str, worker: str) -> str:
        body: JsonObject = {"HITId": hit_id, "WorkerId": worker}
        return str(self.control.accept("live", body)["AssignmentId"])

    def submit(self, assignment_id: str, **answers: str) -> None:
        with self.marketplace.acting() as scope:
            work.submit(scope, assignment_id, answers_document(answers.items()))

    def done(self, hit_id: str, worker: str, **answers: str) -> str:
        assignment_id = self.accept(hit_id, worker)
        self.submit(assignment_id, **answers)
        return assignment_id

    def advance(self, duration: str) -> None:
        self.control.clock("live", {"advance": duration})

    def balance(self) -> tuple[str, str | None]:
        reply = self.client.get_account_balance()
        return reply["AvailableBalance"], reply.get("OnHoldBalance")
