"""Members of the wrong shape, read from the model: none is accepted, at any depth, and ignored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.marketplace.errors.desk import Desk
from tests.marketplace.errors.table import TABLE
from tests.marketplace.errors.violations import sample
from turkform.marketplace.protocol.model import service_model
from turkform.marketplace.protocol.wire import WireReply, WireRequest

OPERATIONS: Final = sorted(TABLE)
WITH_MEMBERS: Final = [one for one in OPERATIONS if one != "GetAccountBalance"]
WRONG: Final[dict[str, tuple[Any, ...]]] = {
    "string": (1, 0.5, True, [], {}),
    "integer": ("1", 0.5, True, [], {}, 2**31),
    "long": ("1", 0.5, True, [], {}, 2**63),
    "boolean": ("true", 1, [], {}),
    "timestamp": (True, [], {}),
    "structure": ("x", 1, True, []),
    "list": ("x", 1, True, {}),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    one = Desk(tmp_path_factory.mktemp("shapes"))
    yield one
    one.marketplace.close()


def call(desk: Desk, operation: str, members: Any, **headers: str) -> WireReply:
    target = {"x-amz-target": f"MTurkRequesterServiceV20170117.{operation}"}
    return desk.marketplace.handle(WireRequest({**target, **headers}, json.dumps(members).encode()))


def kind(reply: WireReply) -> str:
    return str(json.loads(reply.body).get("__type"))


def bent(shape: Any, base: Any) -> Iterator[Any]:
    """Yield values like `base` in which one member, at any depth, has another type."""
    yield from WRONG[shape.type_name]
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            inner = base.get(name, plain(member))
            for value in bent(member, inner):
                yield {**base, name: value}
    elif shape.type_name == "list":
        for value in bent(shape.member, plain(shape.member)):
            yield [value]


def strange(shape: Any, base: Any) -> Iterator[Any]:
    """Yield values like `base` with a member that the model does not know, at each depth."""
    if shape.type_name == "structure":
        yield {**base, "Colour": "red"}
        for name, member in shape.members.items():
            for value in strange(member, base.get(name, plain(member))):
                yield {**base, name: value}
    elif shape.type_name == "list":
        for value in strange(shape.member, plain(shape.member)):
            yield [value]


def plain(shape: Any) -> Any:
    """Return a value that the model accepts, with required members alone."""
    if shape.type_name == "structure":
        return {name: plain(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [plain(shape.member)]
    if shape.type_name == "string":
        return shape.metadata.get("enum", ["A1"])[0]
    return {"timestamp": 0, "boolean": True}.get(shape.type_name, 60)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_member_of_another_type_is_refused_at_every_depth(desk: Desk, operation: str) -> None:
    shape: Any = service_model().operation_model(operation).input_shape
    for members in bent(shape, sample(operation)):
        assert kind(call(desk, operation, members)) == "SerializationException"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_member_that_the_model_does_not_know_is_refused_at_every_depth(
    desk: Desk, operation: str
) -> None:
    shape: Any = service_model().operation_model(operation).input_shape
    for members in strange(shape, sample(operation)):
        reply = json.loads(call(desk, operation, members).body)
        assert reply == {"__type": "SerializationException", "message": "Unknown member: Colour"}


@pytest.mark.parametrize("operation", WITH_MEMBERS)
def test_a_member_that_is_null_counts_as_absent(desk: Desk, operation: str) -> None:
    """Some languages write what they leave out as null."""
    shape: Any = service_model().operation_model(operation).input_shape
    members = sample(operation)
    nulls = {name: None for name in shape.members if name not in members}
    front = {"SerializationException", "ValidationException"}
    assert kind(call(desk, operation, members | nulls)) not in front


def test_a_requirement_may_write_what_it_leaves_out_as_null(desk: Desk) -> None:
    rule = {"QualificationTypeId": "00000000000000000040", "Comparator": "GreaterThan"}
    guard = {"ActionsGuarded": "Accept", "RequiredToPreview": None, "LocaleValues": None}
    members = sample("CreateHITType") | {"Reward": "0.10"}
    rules = [{**rule, **guard, "IntegerValues": [5]}]
    reply = call(desk, "CreateHITType", {**members, "QualificationRequirements": rules})
    assert reply.status == 200, reply.body


@pytest.mark.parametrize(
    "credential",
    [
        "my key/20260101/us-east-1/mturk-requester/aws4_request",
        "AKID/20260101/us-east-1/s3/aws4_request",
        "AKID",
    ],
)
def test_a_signature_that_is_none_is_refused_even_where_nobody_signs(
    desk: Desk, credential: str
) -> None:
    rest = f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
    header = f"AWS4-HMAC-SHA256 Credential={credential}, {rest}"
    reply = call(desk, "GetAccountBalance", {}, authorization=header)
    assert (reply.status, kind(reply)) == (400, "IncompleteSignatureException")


@pytest.mark.parametrize("region", ["us-east-1", "sandbox", "eu-west-1"])
def test_any_signature_will_do_where_nobody_signs(desk: Desk, region: str) -> None:
    scope = f"ANYBODY/20200101/{region}/mturk-requester/aws4_request"
    header = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}"
    assert call(desk, "GetAccountBalance", {}, authorization=header).status == 200
