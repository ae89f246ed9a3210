"""Mail: each reachable worker once, whatever the service says and whenever the run dies."""

from collections import Counter
from typing import Any

import pytest

from tests.engine.served import World

MAIL = """
mails_in_doubt: 100
follow_ups:
  accept: {on: pictures, approve: {}}
  mail: {on: pictures, each: worker, message: {subject: Hello, text: "Wave two is open."}}
"""


def taken_part(world: World, count: int) -> list[str]:
    """So many workers handed in the first picture, and are known to the service."""
    world.write("a", assignments=count, more=MAIL)
    assert world.apply() == 0
    workers = [f"A{number:03d}MAIL" for number in range(count)]
    for worker in workers:
        world.work(world.hits()[0], worker)
    return workers


def mailed(world: World) -> Counter[str]:
    """How often each worker was written to, by the marketplace's own record."""
    entries: Any = world.control.journal()
    return Counter(
        worker
        for entry in entries
        if entry["operation"] == "NotifyWorkers"
        for worker in entry["parameters"]["WorkerIds"]
        if worker not in _failed(entry)
    )


def _failed(entry: dict[str, Any]) -> set[str]:
    failures = entry["result"]["NotifyWorkersFailureStatuses"]
    return {str(one["WorkerId"]) for one in failures}


def test_of_250_recipients_each_reachable_one_is_mailed_once(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    workers = taken_part(world, 250)
    for worker in workers[:5]:
        world.control.set_worker("live", {"WorkerId": worker, "MailFailures": 1})
    for worker in workers[5:8]:
        world.control.set_worker("live", {"WorkerId": worker, "Suspended": True})
    assert world.apply() == 0
    told = capsys.readouterr().err
    assert (told.count("the next apply tries again"), told.count("never tried again")) == (5, 3)
    assert len(world.executed("NotifyWorkers")) == 3
    assert world.apply() == 0
    assert mailed(world) == Counter(workers[:5] + workers[8:])
    calls = len(world.executed("NotifyWorkers"))
    assert world.apply() == 0
    assert len(world.executed("NotifyWorkers")) == calls


def test_the_only_recipient_is_tried_again_until_the_mail_gets_through(world: World) -> None:
    [worker] = taken_part(world, 1)
    world.control.set_worker("live", {"WorkerId": worker, "MailFailures": 2})
    for calls in (1, 2, 3, 3):
        assert world.apply() == 0
        assert len(world.executed("NotifyWorkers")) == calls
    assert mailed(world) == Counter([worker])


def test_a_mail_whose_answer_was_lost_is_held_for_a_person(world: World) -> None:
    taken_part(world, 3)
    world.fault("NotifyWorkers", "reset_after")
    assert world.apply() == 10
    assert world.apply() == 10
    assert mailed(world) == Counter(["A000MAIL", "A001MAIL", "A002MAIL"])


def test_mails_leave_in_calls_of_the_size_that_is_left_in_doubt_at_most(world: World) -> None:
    world.write("a", assignments=7, more=MAIL.replace("mails_in_doubt: 100", "mails_in_doubt: 3"))
    assert world.apply() == 0
    for number in range(7):
        world.work(world.hits()[0], f"A{number:03d}MAIL")
    assert world.apply() == 0
    sizes = sorted(len(one["WorkerIds"]) for one in world.executed("NotifyWorkers"))
    assert sizes == [1, 3, 3]


@pytest.mark.parametrize("text", ["About {{ row.id }}.", "The same words."])
def test_a_mail_about_each_submission_reaches_its_worker_once_for_each(
    world: World, text: str
) -> None:
    rules = f"""
follow_ups:
  accept: {{on: pictures, approve: {{}}}}
  mail: {{on: pictures, message: {{subject: Hello, text: "{text}"}}}}
"""
    world.write("a", "b", more=rules)
    assert world.apply() == 0
    for hit in world.hits():
        for worker in ("A1ANN", "A2BEN"):
            world.work(hit, worker)
    assert (world.apply(), world.apply()) == (0, 0)
    assert mailed(world) == Counter({"A1ANN": 2, "A2BEN": 2})


def test_a_qualification_that_is_granted_by_mail_may_follow_from_each_submission(
    world: World,
) -> None:
    rules = """
qualification_types:
  good: {name: Good work, description: Did good work.}
follow_ups:
  grant: {on: pictures, grant: {qualification: good, notify: true}}
"""
    world.write("a", "b", more=rules)
    assert world.apply() == 0
    for hit in world.hits():
        world.work(hit, "A1ANN")
    assert (world.apply(), world.apply()) == (0, 0)
    assert len(world.executed("AssociateQualificationWithWorker")) == 2
