"""What was recorded of the real service (API reference 2, 3.1): bytes, lengths, header names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.marketplace.core_world import World
from turkform.marketplace.protocol.serialise import java_double
from turkform.marketplace.protocol.wire import WireReply, WireRequest

SCHEMA = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2006-07-14/"
# the HIT of a recording of 20 May 2019: its reply had 1336 bytes
QUESTION = (
    f'<ExternalQuestion xmlns="{SCHEMA}ExternalQuestion.xsd"><ExternalURL>'
    "https://psiturk-default.herokuapp.com/pub?mode=sandbox</ExternalURL>"
    "<FrameHeight>600</FrameHeight></ExternalQuestion>"
)
TYPE = {
    "Title": "Stroop task",
    "Description": "Judge the color of a series of words.",
    "Keywords": "Perception, Psychology",
    "Reward": "0.01",
    "AssignmentDurationInSeconds": 3_600,
    "QualificationRequirements": [
        {
            "QualificationTypeId": "000000000000000000L0",
            "Comparator": "GreaterThanOrEqualTo",
            "IntegerValues": [95],
        },
        {
            "QualificationTypeId": "00000000000000000040",
            "Comparator": "GreaterThanOrEqualTo",
            "IntegerValues": [0],
        },
        {
            "QualificationTypeId": "00000000000000000071",
            "Comparator": "EqualTo",
            "LocaleValues": [{"Country": "US"}],
        },
    ],
}
CREATED_MS = 1_558_393_704_000


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    one = World(tmp_path, wall_clock=lambda: CREATED_MS)
    yield one
    one.marketplace.close()


def call(world: World, operation: str, members: object) -> WireReply:
    headers = {
        "x-amz-target": f"MTurkRequesterServiceV20170117.{operation}",
        "content-type": "application/x-amz-json-1.1",
        "host": "mturk-requester.us-east-1.amazonaws.com",
    }
    return world.marketplace.handle(WireRequest(headers, json.dumps(members).encode()))


def new_hit(world: World) -> WireReply:
    hit_type = json.loads(call(world, "CreateHITType", TYPE).body)["HITTypeId"]
    members = {"HITTypeId": hit_type, "LifetimeInSeconds": 86_400, "Question": QUESTION}
    return call(world, "CreateHITWithHITType", members)


def test_a_new_hit_type_is_answered_with_46_bytes(world: World) -> None:
    reply = call(world, "CreateHITType", TYPE)
    assert re.fullmatch(rb'\{"HITTypeId":"3[A-Z0-9]{29}"\}', reply.body)
    assert reply.headers["Content-Length"] == "46"


def test_the_recorded_hit_is_answered_with_the_recorded_number_of_bytes(world: World) -> None:
    reply = new_hit(world)
    assert b'"CreationTime":1.558393704E9' in reply.body
    assert reply.headers["Content-Length"] == "1336"


def test_a_page_token_makes_a_list_82_bytes_longer(world: World) -> None:
    new_hit(world)
    body = call(world, "ListHITs", {}).body
    without = re.sub(rb'"NextToken":"[^"]*",', b"", body)
    assert len(body) - len(without) == 82


def test_a_list_of_two_such_hits_is_answered_with_the_recorded_number_of_bytes(
    world: World,
) -> None:
    new_hit(world)
    new_hit(world)
    assert call(world, "ListHITs", {}).headers["Content-Length"] == "2765"


def test_replies_carry_the_recorded_headers(world: World) -> None:
    headers = call(world, "GetAccountBalance", {}).headers
    assert list(headers)[:4] == ["x-amzn-RequestId", "Content-Type", "Content-Length", "Date"]
    assert headers["Content-Type"] == "application/x-amz-json-1.1"
    uuid = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    assert re.fullmatch(uuid, headers["x-amzn-RequestId"])


def test_an_error_of_production_has_the_recorded_bytes(tmp_path: Path) -> None:
    world = World(tmp_path, wall_clock=lambda: 1_624_047_673_969)
    reply = call(world, "GetHIT", {"HITId": "3HIT"})
    assert reply.status == 400
    assert reply.body == (
        b'{"__type":"RequestError","Message":"Hit 3HIT does not exist. (1624047673969)",'
        b'"TurkErrorCode":"AWS.MechanicalTurk.HITDoesNotExist"}'
    )
    world.marketplace.close()


def test_an_operation_without_output_answers_with_an_empty_object(world: World) -> None:
    hit_id = json.loads(new_hit(world).body)["HIT"]["HITId"]
    reply = call(world, "UpdateExpirationForHIT", {"HITId": hit_id, "ExpireAt": 0})
    assert reply.body == b"{}"


def test_an_operation_of_another_service_is_unknown(world: World) -> None:
    reply = call(world, "ForceExpireHIT", {"HITId": "3HIT"})
    assert (reply.status, json.loads(reply.body)["__type"]) == (400, "UnknownOperationException")


def test_members_without_a_value_are_left_out(world: World) -> None:
    hit = json.loads(new_hit(world).body)["HIT"]
    assert {"RequesterAnnotation", "HITLayoutId"}.isdisjoint(hit)
    assert hit["QualificationRequirements"][0]["RequiredToPreview"] is False
    assert hit["QualificationRequirements"][0]["ActionsGuarded"] == "Accept"


def test_times_have_no_fraction_of_a_second(tmp_path: Path) -> None:
    world = World(tmp_path, wall_clock=lambda: CREATED_MS + 999)
    assignment_id = world.done(world.hit(), "AWORKER1")
    world.client.approve_assignment(AssignmentId=assignment_id)
    reply = world.client.get_assignment(AssignmentId=assignment_id)
    times = [value for value in (reply["Assignment"] | reply["HIT"]).values() if is_time(value)]
    assert len(times) == 7
    assert {one.microsecond for one in times} == {0}
    world.marketplace.close()


def is_time(value: object) -> bool:
    return isinstance(value, datetime)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1_558_393_704, "1.558393704E9"),
        (1_600_000_000, "1.6E9"),
        (10_000_000, "1.0E7"),
        (9_999_999, "9999999.0"),
        (0, "0.0"),
        (-62_135_596_800, "-6.21355968E10"),
    ],
)
def test_times_are_written_as_java_writes_doubles(number: int, written: str) -> None:
    assert java_double(number) == written


def test_an_expiration_that_was_read_can_be_moved_by_the_least_there_is(tmp_path: Path) -> None:
    world = World(tmp_path, wall_clock=lambda: CREATED_MS + 999)
    hit_id = world.hit()
    until = world.read(hit_id)["Expiration"] + timedelta(seconds=60)
    world.client.update_expiration_for_hit(HITId=hit_id, ExpireAt=until)
    assert world.read(hit_id)["Expiration"] == until
    world.marketplace.close()
