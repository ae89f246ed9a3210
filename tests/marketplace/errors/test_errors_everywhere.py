"""Errors that do not depend on what is asked: every operation answers each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from botocore.config import Config

from tests.marketplace.core_world import LIVE, SANDBOX, mturk_client
from tests.marketplace.errors.desk import Desk, check, refused
from tests.marketplace.errors.table import LOOKS, TABLE
from tests.marketplace.errors.violations import sample, violations
from turkform.marketplace.admin import open_served
from turkform.marketplace.embedded import attach

OPERATIONS: Final = sorted(TABLE)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    one = Desk(tmp_path_factory.mktemp("everywhere"))
    one.client.close()
    one.client = _client(LIVE)
    attach(one.client, one.marketplace, "default")
    yield one
    one.marketplace.close()


@pytest.fixture(scope="module")
def signed_calls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Any]]:
    """A marketplace that wants signatures: clients with a wrong, a foreign and a weak key."""
    path: Path = tmp_path_factory.mktemp("signed") / "m.db"
    marketplace = open_served(str(path), keys=["AKID:right", "AKWEAK:right:weak:Nothing*"])
    clients = {
        "InvalidSignatureException": _client(LIVE, "AKID", "wrong"),
        "UnrecognizedClientException": _client(LIVE, "AKUNKNOWN", "right"),
        "AccessDeniedException": _client(LIVE, "AKWEAK", "right"),
    }
    for client in clients.values():
        attach(client, marketplace)
    yield clients
    marketplace.close()


def _client(endpoint: str, key: str = "AKID", secret: str = "right") -> Any:
    # retries would only repeat the error, and botocore's own checks hide the service's
    config = Config(retries={"max_attempts": 0}, parameter_validation=False)
    return mturk_client(endpoint, config=config, key=key, secret=secret)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_fault_of_the_service_has_status_500_and_its_own_type(desk: Desk, operation: str) -> None:
    desk.control.faults("live", {"operation": operation, "fault": "error_before"})
    check(refused(desk.client, operation, sample(operation)), LOOKS["ServiceFault"])


@pytest.mark.parametrize("operation", OPERATIONS)
def test_too_many_calls_are_throttled(desk: Desk, operation: str) -> None:
    desk.control.faults("live", {"operation": operation, "fault": "throttle"})
    check(refused(desk.client, operation, sample(operation)), LOOKS["ThrottlingException"])


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_account_that_is_not_linked_can_call_nothing(desk: Desk, operation: str) -> None:
    desk.control.set_requester("live", {"Name": "default", "Linked": False})
    try:
        check(refused(desk.client, operation, sample(operation)), LOOKS["AWS.AccountNotLinked"])
    finally:
        desk.control.set_requester("live", {"Name": "default", "Linked": True})


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one != "GetAccountBalance"])
def test_each_constraint_of_the_model_is_checked_by_the_service_too(
    desk: Desk, operation: str
) -> None:
    broken = list(violations(operation))
    assert broken
    for one in broken:
        found = refused(desk.client, operation, one.value)
        text = f"Value {one.shown} at '{one.path}' failed to satisfy constraint: {one.constraint}"
        assert found.body["__type"] == "ValidationException"
        assert "TurkErrorCode" not in found.body
        prefix, _, listed = found.body["message"].partition(" detected: ")
        assert prefix.endswith((" validation error", " validation errors"))
        assert text in listed


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "key", ["InvalidSignatureException", "UnrecognizedClientException", "AccessDeniedException"]
)
def test_a_wrong_unknown_or_weak_key_can_call_nothing(
    signed_calls: Mapping[str, Any], operation: str, key: str
) -> None:
    check(refused(signed_calls[key], operation, sample(operation)), LOOKS[key])


def test_calls_above_the_set_rate_are_throttled_and_get_through_later(tmp_path: Path) -> None:
    now = [1_700_000_000_000]
    desk = Desk(tmp_path, wall_clock=lambda: now[0])
    desk.client = _client(LIVE)
    attach(desk.client, desk.marketplace, "default")
    desk.setting(requests_per_second=3)
    for _ in range(3):
        desk.client.get_account_balance()
    check(refused(desk.client, "GetAccountBalance", {}), LOOKS["ThrottlingException"])
    desk.client_of("somebody-else").get_account_balance()
    now[0] += 1_000
    desk.client.get_account_balance()
    desk.marketplace.close()


def test_the_sandbox_marks_the_stamp_of_its_errors(desk: Desk) -> None:
    client = _client(SANDBOX)
    attach(client, desk.marketplace)
    found = refused(client, "GetHIT", {"HITId": "3NOSUCHTHING"})
    assert found.response["Error"]["Message"].endswith(" s)")
