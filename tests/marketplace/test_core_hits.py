from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.marketplace.core_world import SANDBOX, World


@pytest.fixture
def world(place: str) -> Iterator[World]:
    one = World(place)
    yield one
    one.marketplace.close()


def refusal(call: Any, **members: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**members)
    error = caught.value.response["Error"]
    return error["Code"], re.sub(r"\s*\(\d{13}( s)?\)\s*$", "", error["Message"])


def test_a_new_hit_holds_reward_and_fee_for_each_assignment(world: World) -> None:
    world.hit(MaxAssignments=3)
    assert world.balance() == ("9998.20", "1.80")


def test_a_hit_of_ten_assignments_costs_the_surcharge(world: World) -> None:
    world.hit(MaxAssignments=10)
    assert world.balance() == ("9993.00", "7.00")


def test_a_hit_that_the_balance_does_not_cover_is_refused(tmp_path: Path) -> None:
    poor = World(tmp_path, balance_cents=10)
    with pytest.raises(poor.client.exceptions.RequestError) as caught:
        poor.hit()
    assert caught.value.response["TurkErrorCode"] == "AWS.MechanicalTurk.InsufficientFunds"
    poor.marketplace.close()


def test_the_documented_walk_of_five_assignments_shows_the_documented_counters(
    world: World,
) -> None:
    hit_id = world.hit(MaxAssignments=5)
    held = [world.accept(hit_id, f"AWORKER{number}") for number in range(3)]
    assert world.counters(hit_id) == ("Assignable", 2, 3, 0)
    held += [world.accept(hit_id, f"AWORKER{number}") for number in range(3, 5)]
    world.submit(held.pop())
    world.submit(held.pop())
    assert world.counters(hit_id) == ("Unassignable", 0, 3, 0)
    world.control.give_back("live", {"AssignmentId": held.pop()})
    assert world.counters(hit_id) == ("Assignable", 1, 2, 0)
    held.append(world.accept(hit_id, "AWORKER9"))
    for assignment_id in held:
        world.submit(assignment_id)
    assert world.counters(hit_id) == ("Reviewable", 0, 0, 0)


def test_a_repeated_token_names_the_hit_that_it_made(world: World) -> None:
    hit_id = world.hit(UniqueRequestToken="once")
    code, text = refusal(world.hit, UniqueRequestToken="once")
    assert (code, text) == ("RequestError", f'The HIT with ID "{hit_id}" already exists.')


def test_a_token_counts_for_a_day_only(world: World) -> None:
    first = world.hit(UniqueRequestToken="once")
    world.advance("25h")
    assert world.hit(UniqueRequestToken="once") != first


def test_a_deadline_that_passes_opens_the_slot_again(world: World) -> None:
    hit_id = world.hit()
    world.accept(hit_id, "AWORKER1")
    assert world.counters(hit_id) == ("Unassignable", 0, 1, 0)
    world.advance("11m")
    assert world.counters(hit_id) == ("Assignable", 1, 0, 0)


def test_work_is_approved_by_itself_and_paid_when_the_delay_is_over(world: World) -> None:
    hit_id = world.hit(AutoApprovalDelayInSeconds=3_600)
    assignment_id = world.done(hit_id, "AWORKER1")
    world.advance("61m")
    reply = world.client.get_assignment(AssignmentId=assignment_id)
    assert reply["Assignment"]["AssignmentStatus"] == "Approved"
    assert world.counters(hit_id) == ("Reviewable", 0, 0, 1)
    assert world.balance() == ("9999.40", None)


def test_an_expired_hit_gives_the_held_money_back(world: World) -> None:
    hit_id = world.hit(MaxAssignments=2)
    world.client.update_expiration_for_hit(HITId=hit_id, ExpireAt=datetime(2015, 1, 1, tzinfo=UTC))
    assert world.counters(hit_id)[0] == "Reviewable"
    assert world.balance() == ("10000.00", None)


def test_the_same_expiration_twice_is_refused_with_the_java_date(world: World) -> None:
    hit_id = world.hit()
    members = {"HITId": hit_id, "ExpireAt": datetime(2015, 1, 1, tzinfo=UTC)}
    world.client.update_expiration_for_hit(**members)
    _, text = refusal(world.client.update_expiration_for_hit, **members)
    token = f"{hit_id}Thu Jan 01 00:00:00 UTC 2015"
    assert text == f'The idempotency token "{token}" has already been processed.'


def test_an_expiration_cannot_be_shortened(world: World) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    code, text = refusal(world.client.update_expiration_for_hit, HITId=world.hit(), ExpireAt=soon)
    assert code == "ParameterValidationError"
    assert "invalid for ExpirationIncrementInSeconds. Valid values range from 60" in text


def test_an_extension_may_not_cross_ten_assignments(world: World) -> None:
    hit_id = world.hit(MaxAssignments=9)
    with pytest.raises(world.client.exceptions.RequestError) as caught:
        world.client.create_additional_assignments_for_hit(
            HITId=hit_id, NumberOfAdditionalAssignments=1
        )
    code = caught.value.response["TurkErrorCode"]
    assert code == "AWS.MechanicalTurk.InvalidMaximumAssignmentsIncrease"


def test_an_extension_opens_a_reviewable_hit_again(world: World) -> None:
    hit_id = world.hit()
    world.done(hit_id, "AWORKER1")
    world.client.create_additional_assignments_for_hit(
        HITId=hit_id, NumberOfAdditionalAssignments=2
    )
    assert world.counters(hit_id) == ("Assignable", 2, 0, 0)


def test_a_reviewable_hit_with_work_to_review_cannot_be_deleted(world: World) -> None:
    hit_id = world.hit()
    world.done(hit_id, "AWORKER1")
    _, text = refusal(world.client.delete_hit, HITId=hit_id)
    assert text == (
        "This HIT is currently in the state 'Reviewable'.  "
        "This operation can be called with a status of: Reviewing, Reviewable"
    )


def test_a_deleted_hit_leaves_the_list_and_cannot_be_deleted_again(world: World) -> None:
    hit_id = world.hit()
    assignment_id = world.done(hit_id, "AWORKER1")
    world.client.approve_assignment(AssignmentId=assignment_id)
    world.client.delete_hit(HITId=hit_id)
    assert world.client.list_hits()["NumResults"] == 0
    _, text = refusal(world.client.delete_hit, HITId=hit_id)
    assert "currently in the state 'Disposed'" in text


def test_the_last_page_has_a_token_and_the_page_after_it_is_empty(world: World) -> None:
    made = [world.hit() for _ in range(3)]
    page = world.client.list_hits(MaxResults=3)
    assert sorted(hit["HITId"] for hit in page["HITs"]) == sorted(made)
    assert len(page["NextToken"]) == 67
    empty = world.client.list_hits(MaxResults=3, NextToken=page["NextToken"])
    assert empty["NumResults"] == 0
    assert "NextToken" not in empty


def test_a_page_token_of_another_list_is_refused(world: World) -> None:
    world.hit()
    token = world.client.list_hits()["NextToken"]
    code, _ = refusal(world.client.list_reviewable_hits, NextToken=token)
    assert code == "ParameterValidationError"


def test_reviewable_hits_are_listed_with_nothing_but_their_ids(world: World) -> None:
    hit_id = world.hit()
    world.done(hit_id, "AWORKER1")
    assert world.client.list_reviewable_hits()["HITs"] == [{"HITId": hit_id}]


def test_more_than_a_hundred_results_are_refused_by_the_front_end(world: World) -> None:
    code, text = refusal(world.client.list_hits, MaxResults=101)
    assert (code, text) == (
        "ValidationException",
        (
            "1 validation error detected: Value '101' at 'maxResults' failed to "
            "satisfy constraint: Member must have value less than or equal to 100"
        ),
    )


def test_a_requester_does_not_see_the_hits_of_another(world: World) -> None:
    hit_id = world.hit()
    _, text = refusal(world.client_of("somebody-else").get_hit, HITId=hit_id)
    assert text == f"Hit {hit_id} does not exist."


def test_the_sandbox_has_its_own_hits_marks_its_stamps_and_is_free(world: World) -> None:
    hit_id = world.hit()
    sandbox = world.client_of("default", SANDBOX)
    with pytest.raises(ClientError) as caught:
        sandbox.get_hit(HITId=hit_id)
    assert re.search(r"\(\d{13} s\)$", caught.value.response["Error"]["Message"])
    assert sandbox.get_account_balance()["AvailableBalance"] == "10000.00"


def test_a_repeated_bonus_token_pays_once(world: World) -> None:
    hit_id = world.hit()
    members = {
        "WorkerId": "AWORKER1",
        "AssignmentId": world.done(hit_id, "AWORKER1"),
        "BonusAmount": "1.00",
        "Reason": "careful",
        "UniqueRequestToken": "t-1",
    }
    world.client.send_bonus(**members)
    _, text = refusal(world.client.send_bonus, **members)
    assert text == 'The idempotency token "t-1" has already been processed.'
    assert world.client.list_bonus_payments(HITId=hit_id)["NumResults"] == 1


def test_a_call_answered_with_a_fault_after_executing_has_executed(world: World) -> None:
    world.control.faults("live", {"operation": "CreateHIT", "fault": "reset_after", "count": 1})
    world.hit(MaxAssignments=1)
    assert world.client.list_hits()["NumResults"] == 2
    assert [one["operation"] for one in world.control.journal()] == ["CreateHIT", "CreateHIT"]


def test_a_truncated_reply_reaches_the_client_as_it_does_over_a_socket(world: World) -> None:
    world.control.faults("live", {"operation": "GetAccountBalance", "fault": "truncate"})
    assert "AvailableBalance" not in world.client.get_account_balance()
    assert "AvailableBalance" in world.client.get_account_balance()
