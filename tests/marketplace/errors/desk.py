"""A requester's desk: a marketplace, and what is needed to provoke its errors and look at them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from tests.marketplace.core_world import World
from tests.marketplace.errors.table import Looks
from turkform.marketplace import qualification_work
from turkform.marketplace.clock import WallClock, wall_clock
from turkform.marketplace.json_types import JsonObject

Arrange: TypeAlias = Callable[["Desk"], Mapping[str, Any]]
_STAMP = re.compile(r" \((\d{13})( s)?\)$")


@dataclass(frozen=True)
class Refused:
    """An error as boto3 shows it, and the body that came over the wire."""

    response: Mapping[str, Any]
    body: Mapping[str, str]
    caught: str


class Desk(World):
    def __init__(self, place: Path | str, wall_clock: WallClock = wall_clock) -> None:
        super().__init__(place, wall_clock=wall_clock)
        self.stranger = self.client_of("stranger")

    def worker(self, worker_id: str = "AWORKER1") -> str:
        self.control.set_worker("live", {"WorkerId": worker_id})
        return worker_id

    def balance_is(self, dollars: str) -> None:
        self.control.set_requester("live", {"Balance": dollars})

    def hit_type(self, client: Any = None, **changes: Any) -> str:
        values = {
            "Title": "Label",
            "Description": "d",
            "Reward": "0.50",
            "AssignmentDurationInSeconds": 600,
        }
        return str((client or self.client).create_hit_type(**values | changes)["HITTypeId"])

    def qualification(self, client: Any = None, name: str = "Trained", **members: Any) -> str:
        reply = (client or self.client).create_qualification_type(
            Name=name, Description="d", QualificationTypeStatus="Active", **members
        )
        return str(reply["QualificationType"]["QualificationTypeId"])

    def disposing(self) -> str:
        type_id = self.qualification(name="Disposing")
        self.client.delete_qualification_type(QualificationTypeId=type_id)
        return type_id

    def request(self, type_id: str, worker_id: str = "AWORKER1") -> str:
        with self.marketplace.acting() as scope:
            row = qualification_work.request_qualification(scope, "live", type_id, worker_id)
        return row.request_id

    def deleted_hit(self) -> tuple[str, str]:
        """Return a HIT that was worked on and deleted, and its assignment."""
        hit_id = self.hit()
        assignment_id = self.done(hit_id, "AWORKER1")
        self.client.approve_assignment(AssignmentId=assignment_id)
        self.client.delete_hit(HITId=hit_id)
        return hit_id, assignment_id

    def setting(self, **values: Any) -> None:
        body: JsonObject = dict(values)
        self.control.settings("live", body)


def refused(client: Any, operation: str, members: Mapping[str, Any]) -> Refused:
    """Make a call that must be refused."""
    bodies: list[bytes] = []

    def listen(response_dict: Mapping[str, Any], **_: object) -> None:
        bodies.append(response_dict["body"])

    event = f"before-parse.mturk.{operation}"
    client.meta.events.register(event, listen)
    try:
        with pytest.raises(ClientError) as caught:
            getattr(client, xform_name(operation))(**members)
    finally:
        client.meta.events.unregister(event, listen)
    return Refused(caught.value.response, json.loads(bodies[-1]), type(caught.value).__name__)


def check(found: Refused, looks: Looks) -> None:
    """Compare an error with the reference: type, status, code, text and stamp."""
    error = found.response["Error"]
    assert error["Code"] == found.body["__type"] == looks.kind
    assert found.body.get("TurkErrorCode") == looks.code
    status = found.response["ResponseMetadata"]["HTTPStatusCode"]
    assert status == (500 if looks.kind == "ServiceFault" else 400)
    modelled = looks.kind in {"RequestError", "ServiceFault"}
    # botocore loses the code of errors that are not in its model (API reference 3.1)
    assert found.response.get("TurkErrorCode") == (looks.code if modelled else None)
    assert found.caught == (looks.kind if modelled else "ClientError")
    assert bool(_STAMP.search(error["Message"])) == looks.stamped
    assert re.fullmatch(looks.text, _STAMP.sub("", error["Message"]))
