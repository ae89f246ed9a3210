"""What each fault does to a client that sends one plain request."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.marketplace.control.stranger import HIT, Stranger
from turkform.marketplace.operations.table import OPERATIONS


@pytest.fixture(autouse=True)
def clean(server: Stranger) -> Iterator[None]:
    yield
    server.send("DELETE", "/_control/faults", None)


@pytest.mark.parametrize(
    ("rule", "status", "executed"),
    [
        ({"fault": "throttle"}, 400, 0),
        ({"fault": "error_before"}, 500, 0),
        ({"fault": "error_before", "status": 503}, 503, 0),
        ({"fault": "error_after"}, 500, 1),
        ({"fault": "reset_before"}, 0, 0),
        ({"fault": "reset_after"}, 0, 1),
        ({"fault": "truncate"}, 0, 1),
        ({"fault": "duplicate"}, 200, 2),
    ],
)
def test_a_fault_spoils_one_call_and_executes_it_as_often_as_it_says(
    server: Stranger, rule: dict[str, Any], status: int, executed: int
) -> None:
    server.control("faults", rule | {"operation": "CreateHIT"})
    before = server.executed("CreateHIT")
    assert server.call("CreateHIT", **HIT).status == status
    assert server.executed("CreateHIT") - before == executed
    assert server.call("CreateHIT", **HIT).status == 200


def test_a_throttled_call_gets_the_services_own_error(server: Stranger) -> None:
    server.control("faults", {"operation": "GetAccountBalance", "fault": "throttle"})
    reply = server.call("GetAccountBalance")
    assert (reply.status, reply.body["__type"]) == (400, "ThrottlingException")


def test_a_delayed_call_is_answered_later(server: Stranger) -> None:
    server.control("faults", {"operation": "ListHITs", "fault": "delay", "seconds": 0.3})
    begun = time.monotonic()
    assert server.call("ListHITs").status == 200
    assert time.monotonic() - begun >= 0.3


def test_a_rule_skips_calls_counts_and_then_rests(server: Stranger) -> None:
    rule = {"operation": "ListHITs", "fault": "throttle", "skip": 1, "count": 2}
    server.control("faults", rule)
    statuses = [server.call("ListHITs").status for _ in range(5)]
    assert statuses == [200, 400, 400, 200, 200]


def test_a_new_hit_is_not_listed_yet_while_lists_lag(server: Stranger) -> None:
    hit_id = server.publish()
    server.control("faults", {"operation": "ListHITs", "fault": "list_lag"})
    seen = [{hit["HITId"] for hit in server.call("ListHITs").body["HITs"]} for _ in range(2)]
    assert [hit_id in hits for hits in seen] == [False, True]


def test_new_submissions_and_bonuses_are_not_listed_yet_while_lists_lag(server: Stranger) -> None:
    hit_id = server.publish()
    assignment_id = server.submitted(hit_id, "ALISTED")
    paid = {"WorkerId": "ALISTED", "BonusAmount": "0.05", "Reason": "x"}
    assert server.call("SendBonus", AssignmentId=assignment_id, **paid).status == 200
    server.control("faults", {"operation": "ListAssignmentsForHIT", "fault": "list_lag"})
    server.control("faults", {"operation": "ListBonusPayments", "fault": "list_lag"})
    for operation in ("ListAssignmentsForHIT", "ListBonusPayments"):
        counts = [server.call(operation, HITId=hit_id).body["NumResults"] for _ in range(2)]
        assert counts == [0, 1], operation


def test_a_new_hit_and_a_new_submission_cannot_be_read_yet_while_reading_lags(
    server: Stranger,
) -> None:
    hit_id = server.publish()
    assignment_id = server.submitted(hit_id, "AREAD")
    server.control("faults", {"operation": ["GetHIT", "GetAssignment"], "fault": "read_lag"})
    hits = [server.call("GetHIT", HITId=hit_id) for _ in range(2)]
    works = [server.call("GetAssignment", AssignmentId=assignment_id) for _ in range(2)]
    assert [reply.status for reply in hits] == [400, 200]
    assert [reply.status for reply in works] == [400, 200]
    assert "does not exist" in hits[0].body["Message"]
    assert "does not exist" in works[0].body["Message"]


def test_approving_right_after_submission_finds_a_status_of_null(server: Stranger) -> None:
    assignment_id = server.submitted(server.publish(), "ANULL")
    server.control("faults", {"operation": "ApproveAssignment", "fault": "approve_lag"})
    first = server.call("ApproveAssignment", AssignmentId=assignment_id)
    assert "This operation can be called with a status of: null" in first.body["Message"]
    assert server.call("ApproveAssignment", AssignmentId=assignment_id).status == 200


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"operation": "CreateHit2", "fault": "throttle"}, "the nearest is CreateHIT"),
        ({"operation": "CreateHIT", "fault": "explode"}, 'there is no "explode"; there are'),
        ({"operation": "CreateHIT"}, "fault: expected a text, found nothing"),
        ({"operation": "CreateHIT", "fault": "throttle", "count": 0}, "a whole number from 1"),
        ({"operation": "CreateHIT", "fault": "throttle", "count": "x"}, 'found "x"'),
        ({"operation": "CreateHIT", "fault": "delay", "seconds": "soon"}, "not a duration"),
        ({"operation": "CreateHIT", "fault": "error_after", "status": 200}, "from 400"),
        ({"operation": "CreateHIT", "fault": "throttle", "nth": 3}, "unknown member 'nth'"),
        ({"operation": "CreateHIT", "fault": "lose"}, "Notification goes with"),
        (["throttle"], "expected an object with operation, fault"),
    ],
)
def test_what_is_no_rule_is_refused_in_words_and_adds_nothing(
    server: Stranger, rule: Any, words: str
) -> None:
    good = {"operation": "GetHIT", "fault": "throttle"}
    reply = server.control("faults", [good, *(rule if isinstance(rule, list) else [rule])])
    assert reply.status == 400
    assert words in reply.error
    assert server.read("faults") == []


@pytest.mark.parametrize(
    "body",
    [
        {"operation": "GetHIT", "fault": "reset_after", "count": 2},
        {"Operation": "gethit", "Kind": "resetAfter", "Times": 2},
        [{"operation": "GetHIT", "type": "reset-after", "count": "2"}],
        {"faults": [{"operation": "GetHIT", "fault": "reset_after", "count": 2, "skip": 0}]},
    ],
)
def test_a_rule_may_be_spelt_in_several_ways(server: Stranger, body: Any) -> None:
    expected = {"operation": "GetHIT", "fault": "reset_after", "skip": 0, "count": 2}
    assert server.control("faults", body).body == {"faults": [expected]}


def test_every_operation_can_be_spoilt(server: Stranger) -> None:
    rules = [{"operation": name, "fault": "error_before", "status": 503} for name in OPERATIONS]
    assert server.control("faults", rules).status == 200
    assert {server.call(name).status for name in OPERATIONS} == {503}
    assert server.read("faults") == []
