"""The embedded marketplace of a campaign as boto3 sees it: a second opinion on every figure."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from turkform.marketplace import work
from turkform.marketplace.control.api import Control
from turkform.marketplace.embedded import attach, open_marketplace
from turkform.marketplace.service import Marketplace


@dataclass(frozen=True, slots=True)
class Service:
    """A boto3 client, and what only the control API can do."""

    client: Any  # boto3 makes its clients at run time
    marketplace: Marketplace

    @property
    def control(self) -> Control:
        return Control(self.marketplace)

    def hits(self) -> list[dict[str, Any]]:
        pages = self.client.get_paginator("list_hits").paginate(MaxResults=100)
        return [hit for page in pages for hit in page["HITs"]]

    def assignments(self) -> list[dict[str, Any]]:
        paginator = self.client.get_paginator("list_assignments_for_hit")
        return [
            one
            for hit in self.hits()
            for page in paginator.paginate(HITId=hit["HITId"], MaxResults=100)
            for one in page["Assignments"]
        ]

    def submit(self, hit: str, worker: str, document: str, after: str = "30s") -> str:
        """Accept, let time pass, hand in any document at all; the assignment's id."""
        accepted = self.control.accept("live", {"HITId": hit, "WorkerId": worker})
        assignment = str(accepted["AssignmentId"])
        self.wait(after)
        with self.marketplace.acting() as scope:
            work.submit(scope, assignment, document)
        return assignment

    def wait(self, duration: str) -> None:
        self.control.clock("live", {"advance": duration})


@contextmanager
def service_of(folder: Path) -> Iterator[Service]:
    """The marketplace in which the campaign in `folder` lives."""
    marketplace = open_marketplace(folder / ".turkform" / "local" / "marketplace.db", side="live")
    client = boto3.client(
        "mturk",
        region_name="us-east-1",
        aws_access_key_id="lab",
        aws_secret_access_key="lab",
    )
    attach(client, marketplace)
    try:
        yield Service(client, marketplace)
    finally:
        marketplace.close()
