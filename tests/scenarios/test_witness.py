from typing import Any

from turkform.core.money import Money
from turkform.scenarios.witness import record_of

NAMES = {"AANN": "ann", "ABEN": "ben"}


def entry(operation: str, result: Any = None, **parameters: Any) -> dict[str, Any]:
    return {"operation": operation, "parameters": parameters, "result": result or {}}


WORK = (
    entry("worker:accept", {"AssignmentId": "3A"}, HITId="3H", WorkerId="AANN"),
    entry("worker:submit", AssignmentId="3A", Answer=""),
)


def test_submissions_belong_to_who_accepted() -> None:
    assert record_of(WORK, NAMES).submitted == {"ann": 1}


def test_a_rejection_that_was_overridden_counts_as_an_approval() -> None:
    record = record_of(
        [
            *WORK,
            entry("RejectAssignment", AssignmentId="3A"),
            entry("ApproveAssignment", AssignmentId="3A", OverrideRejection=True),
        ],
        NAMES,
    )
    assert record.decided("approved") == {"ann": 1}
    assert record.decided("rejected") == {}


def test_bonuses_add_up_and_mails_are_counted_for_each_recipient() -> None:
    record = record_of(
        [
            entry("SendBonus", WorkerId="AANN", BonusAmount="0.50"),
            entry("SendBonus", WorkerId="AANN", BonusAmount="1"),
            entry("NotifyWorkers", WorkerIds=["AANN", "ABEN"]),
        ],
        NAMES,
    )
    assert record.bonuses == {"ann": Money(150)}
    assert record.messages == {"ann": 1, "ben": 1}


def test_a_block_that_was_lifted_is_no_block() -> None:
    blocks = [entry("CreateWorkerBlock", WorkerId=one) for one in NAMES]
    record = record_of([*blocks, entry("DeleteWorkerBlock", WorkerId="AANN")], NAMES)
    assert record.blocked == {"ben"}
