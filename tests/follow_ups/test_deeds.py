"""Each action does once what its rule says, and nothing to anybody else."""

from typing import Any

import pytest

from tests.engine.served import World

RULES = """
qualification_types:
  took-part: {name: Took part, description: Worked on it.}
follow_ups:
"""
APPROVE = (
    "  accept: {on: pictures, when: \"{{ answer.label == 'cat' }}\", approve: {feedback: Thanks}}\n"
)
REJECT = """\
  careless: {on: pictures, when: "{{ answer.label == 'dog' }}", reject: {feedback: "Not a cat."}}
"""


def study(world: World, *rules: str, workers: dict[str, str] | None = None) -> list[str]:
    """Three HITs; each of the workers hands in all three with a label of their own."""
    world.write("a", "b", "c", assignments=3, more=RULES + "".join(rules))
    assert world.apply() == 0
    hits = world.hits()
    for worker, label in (workers or {"A1ANN": "cat", "A2BEN": "dog"}).items():
        for hit in hits:
            world.work(hit, worker, label)
    return hits


def workers_of(world: World, operation: str) -> list[str]:
    return sorted(str(one["WorkerId"]) for one in world.executed(operation))


def apply_twice(world: World) -> None:
    """The second time nothing is left to do."""
    assert world.apply() == 0
    before = len(world.control.journal())
    assert world.apply() == 0
    assert len(world.control.journal()) == before


def test_work_is_approved_and_rejected_by_rule_once(world: World) -> None:
    world.write("a", "b", "c", assignments=3, more=RULES + APPROVE + REJECT)
    assert world.apply() == 0
    for hit in world.hits():
        world.work(hit, "A1ANN", "cat")
    world.work(world.hits()[0], "A2BEN", "dog")
    apply_twice(world)
    approved, [rejected] = world.executed("ApproveAssignment"), world.executed("RejectAssignment")
    assert [one["RequesterFeedback"] for one in approved] == ["Thanks"] * 3
    assert rejected["RequesterFeedback"] == "Not a cat."


def test_a_bonus_that_follows_from_approvals_is_paid_by_the_same_apply(world: World) -> None:
    bonus = """\
  careful:
    on: pictures
    each: worker
    when: "{{ worker.approved >= 3 }}"
    bonus: {amount: "{{ 0.1 * worker.approved }}", reason: Careful}
"""
    study(world, APPROVE, bonus)
    apply_twice(world)
    [paid] = world.executed("SendBonus")
    assert (paid["WorkerId"], paid["BonusAmount"]) == ("A1ANN", "0.30")
    assert paid["Reason"].startswith("Careful [ref ")


def test_everybody_who_took_part_is_marked_without_a_mail(world: World) -> None:
    study(world, "  remember: {on: pictures, each: worker, grant: {qualification: took-part}}\n")
    apply_twice(world)
    assert workers_of(world, "AssociateQualificationWithWorker") == ["A1ANN", "A2BEN"]
    assert not any(
        o["SendNotification"] for o in world.executed("AssociateQualificationWithWorker")
    )


def test_a_mail_waits_until_some_work_of_its_worker_is_decided(world: World) -> None:
    invite = """\
  invite: {on: pictures, each: worker, message: {subject: Hello, text: "Come again."}}
"""
    study(world, APPROVE, invite)
    apply_twice(world)
    [mail] = world.executed("NotifyWorkers")
    assert (mail["WorkerIds"], mail["Subject"]) == (["A1ANN"], "Hello")


def test_a_delay_after_an_approval_is_kept(world: World) -> None:
    later = """\
  later: {on: pictures, each: worker, after: {approved: 7d}, grant: {qualification: took-part}}
"""
    study(world, APPROVE, later, workers={"A1ANN": "cat"})
    assert world.apply() == 0
    world.advance("6d")
    assert world.apply() == 0
    assert not world.executed("AssociateQualificationWithWorker")
    world.advance("2d")
    apply_twice(world)
    assert workers_of(world, "AssociateQualificationWithWorker") == ["A1ANN"]


def test_a_rule_that_waits_for_another_follows_it_in_the_same_run(world: World) -> None:
    chain = """\
  mark: {on: pictures, each: worker, grant: {qualification: took-part}}
  pay: {on: pictures, each: worker, after: {mark: 0s}, bonus: {amount: $0.05, reason: Marked}}
"""
    study(world, chain)
    apply_twice(world)
    order = [str(e["operation"]) for e in journal(world)]
    assert order.index("AssociateQualificationWithWorker") < order.index("SendBonus")
    assert workers_of(world, "SendBonus") == ["A1ANN", "A2BEN"]


def journal(world: World) -> list[dict[str, Any]]:
    entries: Any = world.control.journal()
    return list(entries)


def test_only_the_best_are_paid_where_a_limit_says_so(world: World) -> None:
    top = """\
  top:
    on: pictures
    each: worker
    order_by: "{{ worker.submitted }}"
    limit: 1
    bonus: {amount: $0.50, reason: Most work}
"""
    hits = study(world, top, workers={"A1ANN": "cat"})
    world.work(hits[0], "A2BEN", "cat")
    apply_twice(world)
    assert workers_of(world, "SendBonus") == ["A1ANN"]


def test_a_rejection_can_be_undone(world: World) -> None:
    undo = """\
  mercy:
    on: pictures
    when: "{{ assignment.status == 'rejected' }}"
    approve: {feedback: "On second thoughts.", override_rejection: true}
"""
    world.write("a", "b", "c", more=RULES + REJECT)
    assert world.apply() == 0
    world.work(world.hits()[0], "A2BEN", "dog")
    assert world.apply() == 0
    world.write("a", "b", "c", more=RULES + undo)
    apply_twice(world)
    [approved] = world.executed("ApproveAssignment")
    assert approved["OverrideRejection"] is True


def test_a_qualification_is_revoked_from_those_who_hold_it(world: World) -> None:
    grant = "  give: {on: pictures, each: worker, grant: {qualification: took-part}}\n"
    revoke = """\
  take: {on: pictures, each: worker, revoke: {qualification: took-part, reason: Over}}
"""
    study(world, grant)
    assert world.apply() == 0
    world.write("a", "b", "c", assignments=3, more=RULES + revoke)
    apply_twice(world)
    assert workers_of(world, "DisassociateQualificationFromWorker") == ["A1ANN", "A2BEN"]


def test_a_worker_is_blocked_and_let_in_again(world: World) -> None:
    block = """\
  out: {on: pictures, each: worker, when: "{{ worker.rejected > 0 }}", block: {reason: Careless}}
"""
    world.write("a", "b", "c", assignments=3, more=RULES + REJECT + block)
    assert world.apply() == 0
    world.work(world.hits()[0], "A1ANN", "cat")
    world.work(world.hits()[0], "A2BEN", "dog")
    apply_twice(world)
    assert workers_of(world, "CreateWorkerBlock") == ["A2BEN"]
    unblock = "  back: {on: pictures, each: worker, unblock: {reason: Forgiven}}\n"
    world.write("a", "b", "c", assignments=3, more=RULES + unblock)
    apply_twice(world)
    assert workers_of(world, "DeleteWorkerBlock") == ["A1ANN", "A2BEN"]


def test_a_hit_whose_answers_differ_is_extended_and_stays_as_it_is_then(world: World) -> None:
    more = """\
  more: {on: pictures, when: "{{ hit.agreement < 0.6 }}", extend: {assignments: 2, lifetime: 1d}}
"""
    hits = study(world, more)
    apply_twice(world)
    assert len(world.executed("CreateAdditionalAssignmentsForHIT")) == len(hits)
    assert world.changes() == 0
    assert len(world.hits()) == len(hits)


def test_a_hit_is_never_led_over_the_line_of_ten(world: World) -> None:
    study(world, "  more: {on: pictures, extend: {assignments: 7}}\n")
    apply_twice(world)
    assert not world.executed("CreateAdditionalAssignmentsForHIT")


def test_reviewable_hits_are_marked(world: World) -> None:
    mark = "  seen: {on: pictures, mark: reviewing}\n"
    hits = study(world, mark, workers={"A1ANN": "cat", "A2BEN": "cat", "A3CAT": "cat"})
    apply_twice(world)
    assert {one["HITId"] for one in world.executed("UpdateHITReviewStatus")} == set(hits)


def test_a_list_made_elsewhere_says_who_is_meant(world: World) -> None:
    listed = """\
  thank:
    on: pictures
    each: worker
    from_csv: paid.csv
    bonus: {amount: "{{ listed.amount }}", reason: "{{ listed.why }}"}
"""
    text = "WorkerId,amount,why\nA2BEN,0.25,Patience\nA9NOBODY,1.00,Never came\n"
    (world.folder / "paid.csv").write_text(text, encoding="utf-8")
    study(world, listed)
    apply_twice(world)
    [paid] = world.executed("SendBonus")
    assert (paid["WorkerId"], paid["BonusAmount"]) == ("A2BEN", "0.25")


def test_earlier_participants_are_kept_out_by_a_list(world: World) -> None:
    exclude = """\
  exclude: {each: worker, from_csv: earlier.csv, grant: {qualification: took-part}}
"""
    (world.folder / "earlier.csv").write_text("WorkerId\nA7OLD\nA8OLD\n", encoding="utf-8")
    world.control.set_worker("live", {"WorkerId": "A7OLD"})
    world.control.set_worker("live", {"WorkerId": "A8OLD"})
    study(world, exclude, workers={})
    apply_twice(world)
    assert workers_of(world, "AssociateQualificationWithWorker") == ["A7OLD", "A8OLD"]


@pytest.mark.parametrize(("action", "operation"), [
    ("accept_request: {value: 7}", "AcceptQualificationRequest"),
    ("reject_request: {reason: Full}", "RejectQualificationRequest"),
])  # fmt: skip
def test_requests_for_a_qualification_are_decided(
    world: World, action: str, operation: str
) -> None:
    from turkform.marketplace.qualification_work import request_qualification

    study(world, f"  asked: {{on_requests: took-part, {action}}}\n", workers={})
    [made] = [e for e in journal(world) if e["operation"] == "CreateQualificationType"]
    kind = made["result"]["QualificationType"]["QualificationTypeId"]
    with world.control._marketplace.acting() as scope:
        request_qualification(scope, "live", kind, "A1ANN")
    apply_twice(world)
    assert len(world.executed(operation)) == 1
