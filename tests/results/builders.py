from datetime import UTC, datetime
from typing import Any

from turkform.core.addresses import Address
from turkform.core.deeds import DeedOutcome, LedgerEntry
from turkform.core.money import Money
from turkform.core.submissions import Status, Submission

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def submission(assignment: str = "3A1", **changes: Any) -> Submission:
    members: dict[str, Any] = {
        "assignment": assignment,
        "hit": "3H1",
        "worker": "AW1",
        "address": Address("hit", "photos", "img-1"),
        "status": Status.SUBMITTED,
        "answers": {"label": "cat"},
        "submitted_at": NOON,
        "reward": Money(12),
    }
    return Submission(**members | changes)


def entry(operation: str = "SendBonus", rule: str = "careful", **changes: Any) -> LedgerEntry:
    worker = changes.get("worker", "A1WORKER0")
    members: dict[str, Any] = {
        "intent_id": "0123456789abcdef",
        "address": Address("follow_up", rule, changes.get("assignment", "3A1")),
        "operation": operation,
        "worker_key": f"key-of-{worker}",
        "worker": worker,
        "amount": Money(100),
        "outcome": DeedOutcome.DONE,
        "at": NOON,
        "why": "careful work",
        "evidence": {},
        "assignment": "3A1",
    }
    return LedgerEntry(**members | changes)
