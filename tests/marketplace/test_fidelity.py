"""Details that clients of the real service have met (API reference 3.3, 6, 13, 16)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.marketplace.core_world import LIVE, SANDBOX, mturk_client
from tests.marketplace.errors.desk import Desk
from tests.marketplace.test_core_hits import refusal
from turkform.marketplace.embedded import attach
from turkform.marketplace.external_submit import answers_document
from turkform.marketplace.json_types import JsonObject
from turkform.marketplace.service import Marketplace
from turkform.marketplace.store.sqlite import SqliteDatabase


@pytest.fixture
def desk(place: str) -> Iterator[Desk]:
    one = Desk(place)
    yield one
    one.marketplace.close()


def fault(desk: Desk, operation: str, kind: str, **members: Any) -> None:
    rule: JsonObject = {"operation": operation, "fault": kind, **members}
    desk.control.faults("live", rule)


def test_a_refused_call_does_not_use_up_its_token(desk: Desk) -> None:
    refusal(desk.hit, Question="<broken", UniqueRequestToken="t")
    hit_id = desk.hit(UniqueRequestToken="t")
    _, text = refusal(desk.hit, UniqueRequestToken="t")
    assert hit_id in text


def test_a_token_is_its_requesters_and_its_operations_own(desk: Desk) -> None:
    hit_id = desk.hit(UniqueRequestToken="t")
    members = {"HITId": hit_id, "NumberOfAdditionalAssignments": 1, "UniqueRequestToken": "t"}
    desk.client.create_additional_assignments_for_hit(**members)
    assert desk.read(hit_id)["MaxAssignments"] == 2
    desk.client = desk.stranger
    assert desk.hit(UniqueRequestToken="t") != hit_id


def test_both_ways_to_create_a_hit_share_their_tokens(desk: Desk) -> None:
    hit_id = desk.hit(UniqueRequestToken="t")
    _, text = refusal(
        desk.client.create_hit_with_hit_type,
        HITTypeId=desk.hit_type(),
        LifetimeInSeconds=60,
        Question="<not looked at",
        UniqueRequestToken="t",
    )
    assert text == f'The HIT with ID "{hit_id}" already exists.'


def test_a_bonus_pays_again_when_its_token_is_a_day_old(desk: Desk) -> None:
    members = {
        "AssignmentId": desk.done(desk.hit(), "AWORKER1"),
        "WorkerId": "AWORKER1",
        "BonusAmount": "1",
        "Reason": "r",
        "UniqueRequestToken": "t",
    }
    desk.client.send_bonus(**members)
    desk.advance("25h")
    desk.client.send_bonus(**members)
    payments = desk.client.list_bonus_payments(AssignmentId=members["AssignmentId"])
    assert payments["NumResults"] == 2


def test_a_bonus_is_refused_when_the_worker_did_nothing_for_six_months(desk: Desk) -> None:
    hit_id = desk.hit(MaxAssignments=3, LifetimeInSeconds=31_536_000)
    members = {
        "AssignmentId": desk.done(hit_id, "AWORKER1"),
        "WorkerId": "AWORKER1",
        "BonusAmount": "1",
        "Reason": "r",
    }
    desk.advance("180d")
    desk.client.send_bonus(**members)
    desk.advance("10d")
    assert refusal(desk.client.send_bonus, **members)[0] == "ParameterValidationError"
    desk.done(desk.hit(), "AWORKER1")
    desk.client.send_bonus(**members)


def notify(desk: Desk, *workers: str) -> list[tuple[str, str]]:
    reply = desk.client.notify_workers(Subject="s", MessageText="t", WorkerIds=list(workers))
    assert reply["ResponseMetadata"]["HTTPStatusCode"] == 200
    listed = reply["NotifyWorkersFailureStatuses"]
    return [(one["WorkerId"], one["NotifyWorkersFailureCode"]) for one in listed]


def test_mail_fails_for_good_for_strangers_and_for_the_moment_for_a_full_box(desk: Desk) -> None:
    for worker in ("AWORKER1", "AWORKER2"):
        assignment_id = desk.done(desk.hit(), worker)
        desk.client.approve_assignment(AssignmentId=assignment_id)
    desk.worker("ASTRANGER")
    desk.control.set_worker("live", {"WorkerId": "AWORKER2", "MailFailures": 1})
    failed = notify(desk, "AWORKER1", "AWORKER2", "ASTRANGER", "ANOBODY")
    assert failed == [
        ("AWORKER2", "SoftFailure"),
        ("ASTRANGER", "HardFailure"),
        ("ANOBODY", "HardFailure"),
    ]
    assert notify(desk, "AWORKER2") == []


def test_a_deleted_hit_answers_as_disposed_for_a_while_and_is_gone_later(desk: Desk) -> None:
    hit_id, assignment_id = desk.deleted_hit()
    assert desk.read(hit_id)["HITStatus"] == "Disposed"
    desk.advance("120d")
    assert refusal(desk.client.get_hit, HITId=hit_id)[1] == f"Hit {hit_id} does not exist."
    _, text = refusal(desk.client.get_assignment, AssignmentId=assignment_id)
    assert text == f"Assignment {assignment_id} does not exist."


def test_a_hit_that_nobody_touches_is_gone_120_days_after_its_review(desk: Desk) -> None:
    hit_id = desk.hit()
    desk.client.approve_assignment(AssignmentId=desk.done(hit_id, "AWORKER1"))
    desk.advance("119d")
    assert desk.read(hit_id)["HITStatus"] == "Reviewable"
    desk.advance("2d")
    assert refusal(desk.client.get_hit, HITId=hit_id)[1] == f"Hit {hit_id} does not exist."


def test_an_unused_hit_type_is_gone_after_120_days_and_one_in_use_is_not(desk: Desk) -> None:
    idle = desk.hit_type(Title="Idle")
    used = desk.read(desk.hit(LifetimeInSeconds=31_536_000))["HITTypeId"]
    desk.advance("121d")
    members = {"LifetimeInSeconds": 60, "Question": desk.read(desk.hit())["Question"]}
    desk.client.create_hit_with_hit_type(HITTypeId=used, **members)
    code, _ = refusal(desk.client.create_hit_with_hit_type, HITTypeId=idle, **members)
    assert code == "ParameterValidationError"


def test_a_dearer_type_holds_the_difference_for_what_is_still_open(desk: Desk) -> None:
    hit_id = desk.hit(MaxAssignments=2)
    desk.accept(hit_id, "AWORKER1")
    desk.client.update_hit_type_of_hit(HITId=hit_id, HITTypeId=desk.hit_type(Reward="1.00"))
    # accepted work keeps its terms: 0.60 for it, 1.20 for the open one
    assert desk.balance() == ("9998.20", "1.80")


def test_a_qualification_type_reads_disposing_until_it_is_gone(desk: Desk) -> None:
    type_id = desk.disposing()
    kind = desk.client.get_qualification_type(QualificationTypeId=type_id)["QualificationType"]
    assert kind["QualificationTypeStatus"] == "Disposing"
    _, text = refusal(desk.qualification, name="Disposing")
    assert text.startswith("You have already created a QualificationType with this name.")
    desk.advance("49h")
    _, text = refusal(desk.client.get_qualification_type, QualificationTypeId=type_id)
    assert text == f"QualificationType {type_id} does not exist."
    desk.qualification(name="Disposing")


def test_a_deleted_name_is_free_at_once_when_the_marketplace_is_set_so(desk: Desk) -> None:
    desk.setting(disposal_lag="0s")
    desk.disposing()
    desk.disposing()


def test_a_test_duration_without_a_test_is_kept_for_the_test(desk: Desk) -> None:
    type_id = desk.qualification(TestDurationInSeconds=60)
    kind = desk.client.get_qualification_type(QualificationTypeId=type_id)["QualificationType"]
    assert kind["TestDurationInSeconds"] == 60


def test_line_ends_of_an_answer_arrive_as_the_browser_sent_them() -> None:
    document = answers_document([("text", "one\r\ntwo\rthree\nfour")])
    (found,) = ET.fromstring(document).iterfind(".//{*}FreeText")
    assert found.text == "one\r\ntwo\rthree\nfour"


def test_a_new_hit_stays_out_of_the_list_for_as_many_calls_as_the_script_says(desk: Desk) -> None:
    desk.hit()
    fault(desk, "ListHITs", "list_lag", count=2)
    found = [desk.client.list_hits()["NumResults"] for _ in range(3)]
    assert found == [0, 0, 1]


def test_a_new_hit_cannot_be_read_for_as_many_calls_as_the_script_says(desk: Desk) -> None:
    hit_id = desk.hit()
    fault(desk, "GetHIT", "read_lag", count=1)
    assert refusal(desk.client.get_hit, HITId=hit_id)[1] == f"Hit {hit_id} does not exist."
    assert desk.read(hit_id)["HITId"] == hit_id


def test_approval_finds_the_status_null_for_as_many_calls_as_the_script_says(desk: Desk) -> None:
    assignment_id = desk.done(desk.hit(), "AWORKER1")
    fault(desk, "ApproveAssignment", "approve_lag", count=1)
    _, text = refusal(desk.client.approve_assignment, AssignmentId=assignment_id)
    assert text == "This operation can be called with a status of: null"
    desk.client.approve_assignment(AssignmentId=assignment_id)


def test_a_new_hit_cannot_be_extended_for_as_many_calls_as_the_script_says(desk: Desk) -> None:
    members = {"HITId": desk.hit(), "NumberOfAdditionalAssignments": 1}
    fault(desk, "*", "modify_lag", count=1)
    extend = desk.client.create_additional_assignments_for_hit
    assert refusal(extend, **members)[0] == "RequestError"
    extend(**members)


def test_a_new_qualification_type_is_not_found_for_as_many_calls_as_the_script_says(
    desk: Desk,
) -> None:
    desk.qualification()
    fault(desk, "ListQualificationTypes", "search_lag", count=1)
    search = {"Query": "Trained", "MustBeRequestable": True}
    found = [desk.client.list_qualification_types(**search)["NumResults"] for _ in range(2)]
    assert found == [0, 1]


def test_a_call_of_the_script_that_arrives_twice_is_executed_twice(desk: Desk) -> None:
    fault(desk, "CreateHIT", "duplicate")
    desk.hit()
    assert desk.client.list_hits()["NumResults"] == 2


@pytest.mark.parametrize(("endpoint", "charged"), [(LIVE, True), (SANDBOX, False)])
def test_the_host_of_the_endpoint_chooses_the_side(
    desk: Desk, endpoint: str, *, charged: bool
) -> None:
    desk.client = desk.client_of("default", endpoint)
    desk.hit()
    assert (desk.balance()[0] != "10000.00") is charged


def test_a_database_that_another_process_keeps_is_a_service_fault(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    marketplace = Marketplace(SqliteDatabase(path, busy_seconds=0.05))
    client = mturk_client(LIVE)
    attach(client, marketplace)
    client.get_account_balance()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        members = {"Title": "t", "Description": "d", "Reward": "1"}
        code, text = refusal(client.create_hit_type, AssignmentDurationInSeconds=60, **members)
    assert code == "ServiceFault"
    assert "busy" in text
    marketplace.close()


@pytest.mark.parametrize("ending", ["returned", "abandoned"])
def test_work_that_was_given_up_does_not_exist_for_its_requester(desk: Desk, ending: str) -> None:
    assignment_id = desk.accept(desk.hit(), "AWORKER1")
    if ending == "returned":
        desk.control.give_back("live", {"AssignmentId": assignment_id})
    else:
        desk.advance("11m")
    for call, others in (
        (desk.client.get_assignment, {}),
        (desk.client.approve_assignment, {}),
        (desk.client.reject_assignment, {"RequesterFeedback": "no"}),
    ):
        _, text = refusal(call, AssignmentId=assignment_id, **others)
        assert text == f"Assignment {assignment_id} does not exist."
