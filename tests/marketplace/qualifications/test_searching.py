"""Which qualification types lists show, and when a deleted one is gone (API 10.3-10.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.marketplace.core_world import SANDBOX
from tests.marketplace.errors.desk import Desk
from tests.marketplace.test_core_hits import refusal


@pytest.fixture
def desk(place: str) -> Iterator[Desk]:
    one = Desk(place)
    yield one
    one.marketplace.close()


def found(client: Any, **members: Any) -> list[str]:
    request = {"MustBeRequestable": False, "Query": "Trained", **members}
    return [one["Name"] for one in client.list_qualification_types(**request)["QualificationTypes"]]


def test_a_type_that_is_being_disposed_of_is_in_no_list(desk: Desk) -> None:
    type_id = desk.qualification(name="Trained once")
    desk.qualification(name="Trained twice")
    desk.client.delete_qualification_type(QualificationTypeId=type_id)
    assert found(desk.client) == ["Trained twice"]
    assert found(desk.client, MustBeOwnedByCaller=True) == ["Trained twice"]


def test_an_inactive_type_is_listed_for_its_owner_alone(desk: Desk) -> None:
    desk.client.create_qualification_type(
        Name="Trained", Description="d", QualificationTypeStatus="Inactive"
    )
    assert found(desk.client) == ["Trained"]
    assert found(desk.client, MustBeRequestable=True) == []
    assert found(desk.stranger) == []


def test_the_sandbox_frees_the_name_of_a_deleted_type_at_once(desk: Desk) -> None:
    client = desk.client_of("default", SANDBOX)
    first, second = (made_and_deleted(desk, client) for _ in range(2))
    assert first != second
    _, text = refusal(client.get_qualification_type, QualificationTypeId=second)
    assert text == f"QualificationType {second} does not exist."


def made_and_deleted(desk: Desk, client: Any) -> str:
    type_id = desk.qualification(client)
    client.delete_qualification_type(QualificationTypeId=type_id)
    return type_id


def test_the_sandbox_keeps_a_deleted_type_while_hits_use_it(desk: Desk) -> None:
    desk.client = desk.client_of("default", SANDBOX)
    type_id = desk.qualification()
    rule = {"QualificationTypeId": type_id, "Comparator": "Exists"}
    hit_id = desk.hit(QualificationRequirements=[rule])
    desk.client.delete_qualification_type(QualificationTypeId=type_id)
    _, text = refusal(desk.qualification)
    assert text.startswith("You have already created a QualificationType with this name.")
    desk.client.update_expiration_for_hit(HITId=hit_id, ExpireAt=0)
    desk.client.delete_hit(HITId=hit_id)
    desk.advance("1h")
    desk.qualification()
