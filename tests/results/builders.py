from datetime import UTC, datetime
from typing import Any

from turkform.core.addresses import Address
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
