"""A requester with boto3, and workers, in one embedded marketplace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from turkform.marketplace import qualification_work, work
from turkform.marketplace.embedded import attach, open_marketplace
from turkform.marketplace.service import Marketplace
from turkform.marketplace.settings import load_settings, store_setting
from turkform.marketplace.store import workers

QUESTION = (
    '<HTMLQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA[<!DOCTYPE html><html><head><title>t'
    "</title></head><body><form></form></body></html>]]></HTMLContent>"
    "<FrameHeight>0</FrameHeight></HTMLQuestion>"
)


@dataclass(frozen=True)
class Stage:
    """A marketplace, a client of a requester, and shortcuts for what tests arrange."""

    marketplace: Marketplace
    client: Any

    def worker(self, worker_id: str, **profile: bool | int | str) -> str:
        with self.marketplace.acting() as scope:
            workers.ensure(scope.tx, "live", worker_id, scope.now_ms)
            workers.set_profile(scope.tx, "live", worker_id, **profile)
        return worker_id

    def wait(self, milliseconds: int) -> None:
        with self.marketplace.acting() as scope:
            offset = load_settings(scope.tx).clock_offset_ms + milliseconds
            store_setting(scope.tx, "clock_offset_ms", offset)

    def qualification_type(self, **members: Any) -> str:
        wanted = {"Name": "Trained", "Description": "d", "QualificationTypeStatus": "Active"}
        made = self.client.create_qualification_type(**{**wanted, **members})
        return str(made["QualificationType"]["QualificationTypeId"])

    def hit(self, *requirements: dict[str, Any], **members: Any) -> str:
        wanted = {
            "Title": "t",
            "Description": "d",
            "Reward": "0.10",
            "AssignmentDurationInSeconds": 600,
            "LifetimeInSeconds": 3600,
            "Question": QUESTION,
            "MaxAssignments": 3,
            "QualificationRequirements": list(requirements),
        }
        return str(self.client.create_hit(**{**wanted, **members})["HIT"]["HITId"])

    def accept(self, hit_id: str, worker_id: str) -> str:
        with self.marketplace.acting() as scope:
            return work.accept(scope, "live", hit_id, worker_id).assignment_id

    def request(self, type_id: str, worker_id: str) -> Any:
        with self.marketplace.acting() as scope:
            return qualification_work.request_qualification(scope, "live", type_id, worker_id)

    def refusal(self, operation: str, **members: Any) -> dict[str, str]:
        """Perform what must be refused; returns `Code`, `Message` and perhaps `TurkErrorCode`."""
        with pytest.raises(ClientError) as caught:
            getattr(self.client, operation)(**members)
        response = caught.value.response
        found: dict[str, Any] = {**response, **response["Error"]}
        return {key: str(found.get(key, "")) for key in ("Code", "Message", "TurkErrorCode")}


@pytest.fixture
def stage(place: str) -> Iterator[Stage]:
    marketplace = open_marketplace(place, side="live")
    client = boto3.client(
        "mturk",
        region_name="us-east-1",
        endpoint_url="http://localhost:1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    attach(client, marketplace)
    yield Stage(marketplace, client)
    client.close()
    marketplace.close()
