from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.results.builders import NOON
from turkform.core.addresses import Address
from turkform.core.calls import CallRefused, Reply
from turkform.core.money import Money
from turkform.core.resources import Observed
from turkform.core.submissions import Status
from turkform.results.cache import Cache
from turkform.results.fetch import HitRef
from turkform.results.harvest import Counters, counters_of, harvest

PHOTO = Address("hit", "photos", "img-1")
HIT = HitRef(PHOTO, "3H1", Money(12))


class Service:
    """Answers ListAssignmentsForHIT from a list, and counts how often it was asked."""

    def __init__(self, *workers: str) -> None:
        self.workers = list(workers)
        self.calls = 0
        self.refuse = False
        self.status = "Submitted"

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Reply:
        assert operation == "ListAssignmentsForHIT"
        self.calls += 1
        if self.refuse:
            raise CallRefused(
                operation, "RequestError", "AWS.MechanicalTurk.HITDoesNotExist", "gone"
            )
        return {
            "Assignments": [
                {
                    "AssignmentId": f"3{worker}",
                    "HITId": parameters["HITId"],
                    "WorkerId": worker,
                    "AssignmentStatus": self.status,
                    "SubmitTime": NOON,
                }
                for worker in self.workers
            ]
        }


def live(submitted: int, decided: int = 0) -> dict[Address, Observed]:
    status = {"available": 3 - submitted, "pending": 0, "completed": decided}
    return {PHOTO: Observed("3H1", {"max_assignments": 3}, status, PHOTO)}


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache.jsonl")


def fetched(service: Service, seen: dict[Address, Observed], cache: Cache, **how: bool) -> set[str]:
    found = harvest(service, [HIT], seen, cache, lambda _: None, NOON, **how)
    return {one.worker for one in found}


def test_counters_count_what_was_handed_in_and_what_is_decided() -> None:
    assert counters_of(live(2, 1)[PHOTO]) == Counters(2, 1)


def test_a_hit_that_nobody_finished_is_not_asked(cache: Cache) -> None:
    service = Service()
    assert fetched(service, live(0), cache) == set()
    assert service.calls == 0


def test_a_hit_whose_counters_stand_still_is_asked_once(cache: Cache) -> None:
    service = Service("AW1")
    assert fetched(service, live(1), cache) == fetched(service, live(1), cache) == {"AW1"}
    assert service.calls == 1


def test_a_hit_with_a_new_submission_is_asked_again(cache: Cache) -> None:
    service = Service("AW1")
    fetched(service, live(1), cache)
    service.workers.append("AW2")
    assert fetched(service, live(2), cache) == {"AW1", "AW2"}


def test_everything_is_asked_again_on_request(cache: Cache) -> None:
    service = Service("AW1")
    fetched(service, live(1), cache)
    fetched(service, live(1), cache, everything=True)
    assert service.calls == 2


def test_the_answers_of_a_deleted_hit_are_kept_and_marked(cache: Cache) -> None:
    service = Service("AW1")
    fetched(service, live(1), cache)
    service.refuse = True
    [one] = harvest(service, [HIT], {}, cache, lambda _: None, NOON)
    assert (one.worker, one.gone) == ("AW1", True)


def test_a_hit_that_was_deleted_before_anybody_worked_has_no_answers(cache: Cache) -> None:
    service = Service()
    service.refuse = True
    assert fetched(service, {}, cache) == set()


def test_the_answers_of_a_hit_that_left_the_state_are_kept_and_marked(cache: Cache) -> None:
    fetched(Service("AW1"), live(1), cache)
    [one] = harvest(Service(), [], {}, cache, lambda _: None, NOON)
    assert (one.worker, one.gone) == ("AW1", True)


def test_a_rejection_that_somebody_undid_is_noticed_though_no_counter_moved(cache: Cache) -> None:
    service = Service("AW1")
    service.status = "Rejected"
    fetched(service, live(1, 1), cache)
    service.status = "Approved"
    [one] = harvest(service, [HIT], live(1, 1), cache, lambda _: None, NOON)
    assert one.status is Status.APPROVED


def test_a_rejection_that_nobody_can_undo_any_more_is_not_asked_about(cache: Cache) -> None:
    service = Service("AW1")
    service.status = "Rejected"
    for _ in range(2):
        harvest(service, [HIT], live(1, 1), cache, lambda _: None, NOON + timedelta(days=30))
    assert service.calls == 1
