"""The control API as a stranger uses it: forms of its bodies, refusals, and what survives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.marketplace.control.stranger import Stranger

DAY = 86_400


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"advance": "2d"}, 2 * DAY),
        ({"advance": "2 days"}, 2 * DAY),
        ({"advance": "P2D"}, 2 * DAY),
        ({"advance": "PT1H30M"}, 5_400),
        ({"advance": "1h 30m"}, 5_400),
        ({"advance": 90}, 90),
        ({"advance": "90"}, 90),
        ({"advance": {"days": 2, "hours": 1}}, 2 * DAY + 3_600),
        ({"days": 2}, 2 * DAY),
        ({"Advance": "1w"}, 7 * DAY),
        ({}, 0),
    ],
)
def test_the_clock_is_advanced_by_a_duration_in_any_common_form(
    server: Stranger, body: Any, seconds: int
) -> None:
    before = server.read("clock")["now"]
    after = server.control("clock", body).body["now"]
    assert seconds <= after - before < seconds + 10


def test_the_clock_can_be_moved_to_a_moment(server: Stranger) -> None:
    target = server.read("clock")["now"] + 5_000
    assert server.control("clock", {"to": target}).body["now"] == pytest.approx(target, abs=10)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"advance": "-2d"}, "not a duration such as 90s, 10m or 2d: '-2d'"),
        ({"advance": "soon"}, "not a duration"),
        ({"advance": None}, "not a duration"),
        ({"advance": 1e300}, "not a duration"),
        ({"advance": "2d", "to": 5}, "expected one way to say how much time"),
        ({"to": "2001-01-01T00:00:00Z"}, "the clock only goes forward"),
        ({"to": "yesterday"}, "expected epoch seconds or a time"),
        ({"forwards": "2d"}, "unknown member 'forwards'"),
        (["2d"], "expected an object with advance"),
    ],
)
def test_the_clock_refuses_what_is_no_step_forward(server: Stranger, body: Any, words: str) -> None:
    reply = server.control("clock", body)
    assert reply.status == 400
    assert words in reply.error


def test_a_worker_is_added_with_a_history_and_changed_later(server: Stranger) -> None:
    known = {"Country": "US", "Subdivision": "WA", "Approved": 900, "Submitted": 1000}
    server.control("workers", {"WorkerId": "AKNOWN", **known, "Adult": True, "Masters": False})
    server.control("workers", {"worker_id": "AKNOWN", "masters": True})
    (row,) = [one for one in server.read("workers") if one["WorkerId"] == "AKNOWN"]
    assert row | known | {"Adult": True, "Masters": True} == row


def test_several_workers_are_added_at_once(server: Stranger) -> None:
    reply = server.control("workers", [{"WorkerId": "AONE"}, {"WorkerId": "ATWO"}])
    assert reply.body == {"Workers": [{"WorkerId": "AONE"}, {"WorkerId": "ATWO"}]}
    assert {"AONE", "ATWO"} <= {one["WorkerId"] for one in server.read("workers")}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"Country": "US"}, "WorkerId: expected a text, found nothing"),
        ({"WorkerId": "  "}, 'WorkerId: expected a text, found "  "'),
        ({"WorkerId": "ABAD", "Country": "Narnia"}, "expected a code such as US"),
        ({"WorkerId": "ABAD", "Country": "FR", "Subdivision": "WA"}, "for the United States only"),
        ({"WorkerId": "ABAD", "Approved": -4}, "Approved: expected a whole number from 0"),
        ({"WorkerId": "ABAD", "Approved": "many"}, 'found "many"'),
        ({"WorkerId": "ABAD", "Adult": "perhaps"}, "Adult: expected true or false"),
        ({"WorkerId": "ABAD", "Age": 4}, "unknown member 'Age'; there are WorkerId, Country"),
        ([{"WorkerId": "ABAD"}, "A2"], 'found "A2"'),
    ],
)
def test_what_is_no_worker_is_refused_and_nobody_is_added(
    server: Stranger, body: Any, words: str
) -> None:
    reply = server.control("workers", body)
    assert reply.status == 400
    assert words in reply.error
    assert "ABAD" not in {one["WorkerId"] for one in server.read("workers")}


def test_work_is_accepted_returned_accepted_again_and_submitted(server: Stranger) -> None:
    hit_id = server.publish()
    body = {"hitId": hit_id, "workerId": "AWORKS"}
    first = server.control("accept", body).body["AssignmentId"]
    assert server.control("accept", body).error == "You have already accepted this HIT."
    assert server.control("return", {"AssignmentId": first}).status == 200
    second = server.control("accept", body).body["AssignmentId"]
    answers = {"label": "cat & dog", "many": ["a", "b"], "sure": 7}
    done = server.control("submit", {"AssignmentId": second, "Answers": answers})
    assert done.status == 200
    (row,) = server.call("ListAssignmentsForHIT", HITId=hit_id).body["Assignments"]
    for text in ("cat &amp; dog", "a|b", "7"):
        assert f"<FreeText>{text}</FreeText>" in row["Answer"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"HITId": "3NONE", "WorkerId": "A1"}, "Hit 3NONE does not exist."),
        ({"WorkerId": "A1"}, "HITId: expected a text, found nothing"),
        ({"HITId": "3NONE"}, "WorkerId: expected a text, found nothing"),
        ({"HITId": 3, "WorkerId": "A1"}, "HITId: expected a text, found 3"),
    ],
)
def test_accepting_what_is_not_there_is_refused_in_words(
    server: Stranger, body: Any, words: str
) -> None:
    reply = server.control("accept", body)
    assert (reply.status, reply.error) == (400, words)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("POST", "clock", b"advance=2d", 400, "the body is not JSON"),
        ("POST", "clock", b"\xff", 400, "the body is not UTF-8"),
        ("POST", "clock", b'{"advance": NaN}', 400, "the body is not JSON: NaN"),
        ("POST", "settings", b'{"lag": 1}', 400, "unknown setting 'lag'; there are"),
        ("POST", "settings", b'{"list_lag": "x"}', 400, "not a duration"),
        ("POST", "settings", b'{"journal": "x"}', 400, "expected true, false or a number"),
        ("GET", "journal?after=x", None, 400, "after: expected the number of an entry"),
        ("PUT", "clock", b"{}", 405, "clock does not take PUT"),
        ("GET", "accept", None, 405, "accept does not take GET"),
        ("POST", "nonsense", b"{}", 404, "there is no 'nonsense'; there are accept, clock"),
    ],
)
def test_every_wrong_request_is_answered_by_an_error_in_words(
    server: Stranger, method: str, path: str, body: bytes | None, status: int, words: str
) -> None:
    reply = server.send(method, f"/_control/{path}", body)
    assert reply.status == status
    assert words in reply.error


def test_the_journal_has_every_effect_in_order_with_parameters_and_time(fresh: Stranger) -> None:
    hit_id = fresh.publish(MaxAssignments=1)
    fresh.call("GetHIT", HITId=hit_id)
    fresh.call("DeleteHIT", HITId="3NONE")
    assignment_id = fresh.submitted(hit_id, "A1")
    fresh.control("clock", {"advance": "31d"})
    journal = fresh.read("journal")
    assert [entry["operation"] for entry in journal] == [
        "CreateHIT",
        "worker:accept",
        "worker:submit",
        "time:expire",
        "time:approve",
    ]
    created, accepted = journal[0], journal[1]
    assert created["parameters"]["Title"] == "t"
    assert created["result"]["HIT"]["HITId"] == hit_id
    assert accepted["parameters"] == {"HITId": hit_id, "WorkerId": "A1"}
    assert accepted["result"] == {"AssignmentId": assignment_id}
    times = [entry["at"] for entry in journal]
    assert times == sorted(times)
    assert times[4] - times[2] == pytest.approx(30 * DAY, abs=5)
    assert [entry["n"] for entry in fresh.read(f"journal?after={journal[3]['n']}")] == [
        journal[4]["n"]
    ]


def test_clock_faults_workers_and_journal_survive_a_kill(fresh: Stranger) -> None:
    fresh.publish()
    fresh.control("clock", {"advance": "3d"})
    fresh.control("workers", {"WorkerId": "ASTAYS", "Approved": 7, "Submitted": 7})
    rule = {"operation": "ListHITs", "fault": "throttle", "skip": 1, "count": 2}
    fresh.control("faults", rule)
    assert fresh.call("ListHITs").status == 200
    assert fresh.call("ListHITs").status == 400
    before = (fresh.read("clock")["now"], fresh.read("journal"), fresh.read("workers"))
    fresh.restart()
    assert fresh.read("faults") == [rule | {"skip": 0, "count": 1}]
    assert 0 <= fresh.read("clock")["now"] - before[0] < 60
    assert (fresh.read("journal"), fresh.read("workers")) == before[1:]
