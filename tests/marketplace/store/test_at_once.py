"""Two serving processes of one database, clients at once: what must happen once happens once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

import pytest

from tests.marketplace.conftest import postgres_schema
from tests.marketplace.control.stranger import HIT, Reply, Stranger

THREADS = 8


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def servers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stranger, Stranger]]:
    """Two servers of one database for a module: its tests use HITs and tokens of their own."""
    with ExitStack() as stack:
        place = str(tmp_path_factory.mktemp("at_once") / "m.db")
        if request.param == "postgresql":
            url = str(request.getfixturevalue("postgres_url"))
            place = stack.enter_context(postgres_schema(url))
        both = Stranger(place), Stranger(place)
        for server in both:
            stack.callback(server.kill)
        yield both


def create(token: str, server: Stranger, _: int) -> Reply:
    return server.call("CreateHIT", **HIT, UniqueRequestToken=token)


def together(
    servers: tuple[Stranger, Stranger], call: Callable[[Stranger, int], Reply]
) -> Counter[int]:
    """Let threads call both servers at once; how often each status was answered."""
    with ThreadPoolExecutor(THREADS) as threads:
        replies = threads.map(lambda number: call(servers[number % 2], number), range(THREADS))
        return Counter(reply.status for reply in replies)


def test_one_token_makes_one_hit_whoever_brings_it_first(
    servers: tuple[Stranger, Stranger],
) -> None:
    second = servers[1]
    for token in ("a", "b", "c"):
        answers = together(servers, partial(create, token))
        assert answers == {200: 1, 400: THREADS - 1}
    made = [entry["parameters"].get("UniqueRequestToken") for entry in second.read("journal")]
    assert sorted(token for token in made if token in {"a", "b", "c"}) == ["a", "b", "c"]


def test_one_token_pays_one_bonus(servers: tuple[Stranger, Stranger]) -> None:
    first, second = servers
    hit_id = first.publish()
    paid = {
        "AssignmentId": first.submitted(hit_id, "A1"),
        "WorkerId": "A1",
        "BonusAmount": "1.00",
        "Reason": "x",
        "UniqueRequestToken": "once",
    }
    assert together(servers, lambda one, _: one.call("SendBonus", **paid))[200] == 1
    assert second.call("ListBonusPayments", HITId=hit_id).body["NumResults"] == 1


def test_the_last_assignment_goes_to_one_worker(servers: tuple[Stranger, Stranger]) -> None:
    first, second = servers
    hit_id = first.publish(MaxAssignments=1)
    answers = together(
        servers, lambda one, n: one.control("accept", {"HITId": hit_id, "WorkerId": f"A{n}"})
    )
    assert answers == {200: 1, 400: THREADS - 1}
    hit = second.call("GetHIT", HITId=hit_id).body["HIT"]
    assert (hit["NumberOfAssignmentsAvailable"], hit["NumberOfAssignmentsPending"]) == (0, 1)


def test_a_submission_is_approved_and_charged_once(servers: tuple[Stranger, Stranger]) -> None:
    first, second = servers
    hit_id = first.publish(MaxAssignments=1)
    assignment_id = first.submitted(hit_id, "A1")
    before = first.call("GetAccountBalance").body
    answers = together(
        servers, lambda one, _: one.call("ApproveAssignment", AssignmentId=assignment_id)
    )
    assert answers == {200: 1, 400: THREADS - 1}
    after = second.call("GetAccountBalance").body
    assert after["AvailableBalance"] == before["AvailableBalance"]
    assert before["OnHoldBalance"] != after.get("OnHoldBalance")
    assert second.executed("ApproveAssignment") == 1


def test_a_fault_counts_over_both_servers(servers: tuple[Stranger, Stranger]) -> None:
    servers[0].control("faults", {"operation": "ListHITs", "fault": "throttle", "count": 3})
    assert together(servers, lambda one, _: one.call("ListHITs")) == {200: 5, 400: 3}


def test_the_clock_of_one_server_is_the_clock_of_the_other(
    servers: tuple[Stranger, Stranger],
) -> None:
    first, second = servers
    hit_id = first.publish(LifetimeInSeconds=3_600)
    moved = first.control("clock", {"advance": "2h"}).body["now"]
    assert second.read("clock")["now"] == pytest.approx(moved, abs=10)
    assert second.call("GetHIT", HITId=hit_id).body["HIT"]["HITStatus"] == "Reviewable"


def test_a_rate_is_a_limit_of_both_servers_together(servers: tuple[Stranger, Stranger]) -> None:
    servers[0].call("GetAccountBalance")
    servers[1].control("settings", {"requests_per_second": 4})
    with ThreadPoolExecutor(THREADS) as threads:
        replies = list(
            threads.map(lambda n: servers[n % 2].call("GetAccountBalance"), range(4 * THREADS))
        )
    servers[0].control("settings", {"requests_per_second": 0})
    refused = [reply.body["__type"] for reply in replies if reply.status == 400]
    assert refused
    assert set(refused) == {"ThrottlingException"}
