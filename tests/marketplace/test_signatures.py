"""Signatures of requests: when they were made, and what a client is told about its clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from botocore.exceptions import ClientError

from tests.marketplace.core_world import LIVE, mturk_client
from turkform.marketplace.authentication import Signed
from turkform.marketplace.clock import wall_clock
from turkform.marketplace.control.api import Control
from turkform.marketplace.embedded import attach
from turkform.marketplace.service import Marketplace, Options
from turkform.marketplace.store import requesters
from turkform.marketplace.store.opening import open_database
from turkform.marketplace.store.requesters import AccessKey

MINUTE = 60_000
Open: TypeAlias = Callable[[int], Marketplace]


@pytest.fixture
def ahead_by(tmp_path: Path) -> Iterator[Open]:
    """Open a marketplace whose clock is so many milliseconds ahead of its clients'."""
    opened: list[Marketplace] = []

    def open_it(milliseconds: int) -> Marketplace:
        options = Options(authenticator=Signed(), wall_clock=lambda: wall_clock() + milliseconds)
        one = Marketplace(open_database(str(tmp_path / "m.db")), options)
        with one.acting() as scope:
            requesters.add_key(scope.tx, AccessKey("AKID", "right", "lab", "*"))
        opened.append(one)
        return one

    yield open_it
    for one in opened:
        one.close()


def client_of(marketplace: Marketplace) -> Any:
    client = mturk_client(LIVE, key="AKID", secret="right")
    attach(client, marketplace)
    return client


def refusal(marketplace: Marketplace) -> str:
    with pytest.raises(ClientError) as caught:
        client_of(marketplace).get_account_balance()
    assert caught.value.response["Error"]["Code"] == "InvalidSignatureException"
    return str(caught.value.response["Error"]["Message"])


@pytest.mark.parametrize("minutes", [-4, 0, 14])
def test_a_clock_that_is_a_little_wrong_does_no_harm(ahead_by: Open, minutes: int) -> None:
    client_of(ahead_by(minutes * MINUTE)).get_account_balance()


def test_a_signature_that_is_too_old_is_told_so_with_both_times(ahead_by: Open) -> None:
    text = refusal(ahead_by(16 * MINUTE))
    stamp = r"\d{8}T\d{6}Z"
    assert re.fullmatch(
        rf"Signature expired: {stamp} is now earlier than {stamp} \({stamp} - 15 min\.\)", text
    )


def test_a_signature_from_the_future_is_told_so_with_both_times(ahead_by: Open) -> None:
    text = refusal(ahead_by(-6 * MINUTE))
    stamp = r"\d{8}T\d{6}Z"
    assert re.fullmatch(
        rf"Signature not yet current: {stamp} is still later than {stamp} "
        rf"\({stamp} \+ 5 min\.\)",
        text,
    )


def test_the_real_time_is_good_for_a_signature_while_virtual_time_runs_ahead(
    ahead_by: Open,
) -> None:
    marketplace = ahead_by(0)
    client = client_of(marketplace)
    client.get_account_balance()
    Control(marketplace).clock("live", {"advance": "14d"})
    client.get_account_balance()
