"""Whatever a client sends, the service answers with one of its own errors or with a reply."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.marketplace.errors.desk import Desk
from tests.marketplace.errors.table import TABLE
from tests.marketplace.test_core_hits import refusal
from turkform.marketplace.protocol.model import service_model
from turkform.marketplace.protocol.wire import WireRequest

ROUNDS: Final = 25
ODD: Final[tuple[Any, ...]] = (
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    2**70,
    1.5,
    1e308,
    "",
    "0",
    "A1",
    "\x00",
    "\ud83d",
    "\u0663",
    "x" * 70_000,
    "1e400",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    [],
    [None],
    {},
    {"A": 1},
    "<?xml version='1.0'?><a/>",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "NaN",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.marketplace.close()


def known_ids(desk: Desk) -> dict[str, Any]:
    """Return members that name things which exist, so that requests get further."""
    hit_id = desk.hit(MaxAssignments=3)
    assignment_id = desk.done(hit_id, desk.worker())
    return {
        "HITId": hit_id,
        "AssignmentId": assignment_id,
        "WorkerId": "AWORKER1",
        "WorkerIds": ["AWORKER1"],
        "HITTypeId": desk.hit_type(),
        "QualificationTypeId": desk.qualification(name=f"Q{hit_id}"),
        "Question": desk.read(hit_id)["Question"],
        "Reward": "0.10",
        "BonusAmount": "0.10",
        "LifetimeInSeconds": 600,
        "AssignmentDurationInSeconds": 600,
    }


def strange(shape: Any, rng: random.Random, known: dict[str, Any]) -> Any:
    """Return a value for a member: usually what the model wants, sometimes anything."""
    if rng.random() < 0.15:
        return rng.choice(ODD)
    if shape.type_name == "structure":
        return {
            name: known[name]
            if name in known and rng.random() < 0.7
            else strange(member, rng, known)
            for name, member in shape.members.items()
            if name in shape.required_members or rng.random() < 0.4
        }
    if shape.type_name == "list":
        return [strange(shape.member, rng, known) for _ in range(rng.randrange(3))]
    if shape.type_name == "string":
        return rng.choice([*shape.metadata.get("enum", []), "A1", "text", "100", "T", "true"])
    return rng.choice([0, 1, 60, 3_600, 10**9])


@pytest.mark.parametrize("operation", sorted(TABLE))
def test_strange_requests_get_an_answer_and_no_failure(desk: Desk, operation: str) -> None:
    rng = random.Random(operation)
    known = known_ids(desk)
    shape = service_model().operation_model(operation).input_shape
    headers = {"x-amz-target": f"MTurkRequesterServiceV20170117.{operation}"}
    for _ in range(ROUNDS):
        members = strange(shape, rng, known)
        reply = desk.marketplace.handle(WireRequest(headers, json.dumps(members).encode()))
        answer = json.loads(reply.body)
        assert reply.status in {200, 400}
        assert (reply.status == 200) == ("__type" not in answer)


def test_the_character_nul_is_refused_in_every_text(desk: Desk) -> None:
    code, text = refusal(desk.hit, Title="a\x00b")
    assert (code, text) == (
        "ParameterValidationError",
        'The value "ab" is not valid for the parameter Title.',
    )


@pytest.mark.parametrize("moment", ["1e400", "-1e400", 10**15, "9" * 400, "soon", True])
def test_a_moment_that_no_date_can_be_is_refused(desk: Desk, moment: object) -> None:
    headers = {"x-amz-target": "MTurkRequesterServiceV20170117.UpdateExpirationForHIT"}
    members = {"HITId": desk.hit(), "ExpireAt": moment}
    reply = desk.marketplace.handle(WireRequest(headers, json.dumps(members).encode()))
    expected = "SerializationException" if moment is True else "ParameterValidationError"
    assert json.loads(reply.body)["__type"] == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"HITId": NaN}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"HITId": "\\ud83d"}',
        b'{"HITId": ' + b"9" * 10_000 + b"}",
    ],
)
def test_a_body_that_is_no_request_is_refused(desk: Desk, body: bytes) -> None:
    headers = {"x-amz-target": "MTurkRequesterServiceV20170117.GetHIT"}
    reply = desk.marketplace.handle(WireRequest(headers, body))
    assert reply.status == 400
    assert json.loads(reply.body)["__type"] in {"SerializationException", "ValidationException"}
