"""Nothing is accepted and ignored: each parameter of the model changes what can be seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

import pytest

from tests.marketplace.parameters.cases import BASES, OTHERS
from tests.marketplace.parameters.changing import with_value
from tests.marketplace.parameters.conftest import Rooms
from tests.marketplace.parameters.furniture import Room
from tests.marketplace.parameters.looking import call, consequences
from turkform.marketplace.protocol.model import service_model


def leaves(shape: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of all parameters of a shape; members of lists have no name of their own."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from leaves(member, f"{path}.{name}" if path else name)
    elif shape.type_name == "list" and shape.member.type_name == "structure":
        yield from leaves(shape.member, path)
    else:
        yield path


PARAMETERS: Final = [
    (operation, path)
    for operation in service_model().operation_names
    for path in leaves(service_model().operation_model(operation).input_shape)
]


def changed(operation: str, path: str, members: Mapping[str, Any], here: Room) -> dict[str, Any]:
    """Return the request with another value of one parameter."""
    value = OTHERS.get(f"{operation} {path}", OTHERS.get(path))
    if value is None:
        pytest.fail(f"no other value for {path} of {operation}")
    return with_value(dict(members), path.split("."), value(here) if callable(value) else value)


@pytest.fixture(scope="module")
def usual(rooms: Rooms) -> Callable[[str], list[str]]:
    """What the base request of an operation leads to."""

    @cache
    def of(key: str) -> list[str]:
        with rooms() as here:
            return consequences(here, key.partition(" ")[0], BASES[key](here))

    return of


def test_every_operation_has_a_request_that_succeeds(rooms: Rooms) -> None:
    refused = set()
    for operation in service_model().operation_names:
        with rooms() as here:
            if "__type" in json.loads(call(here.desk, operation, BASES[operation](here))):
                refused.add(operation)
    # files cannot be uploaded any more, and nobody listens at the address of the notification
    assert refused == {"GetFileUploadURL", "SendTestEventNotification"}


def test_the_same_request_leads_to_the_same_in_every_room(rooms: Rooms) -> None:
    with rooms() as one, rooms() as another:
        first, second = (
            consequences(here, "CreateHIT", BASES["CreateHIT"](here)) for here in (one, another)
        )
    assert first == second


@pytest.mark.parametrize(("operation", "path"), PARAMETERS)
def test_a_parameter_with_another_value_makes_a_difference_that_can_be_seen(
    rooms: Rooms, usual: Callable[[str], list[str]], operation: str, path: str
) -> None:
    own = f"{operation} {path}"
    base = own if own in BASES else operation
    with rooms() as here:
        members = changed(operation, path, BASES[base](here), here)
        assert consequences(here, operation, members) != usual(base)


def test_every_other_value_is_of_a_parameter_of_the_model() -> None:
    known = {path for _, path in PARAMETERS} | {f"{op} {path}" for op, path in PARAMETERS}
    assert OTHERS.keys() - known == set()
    assert BASES.keys() - known - set(service_model().operation_names) == set()
