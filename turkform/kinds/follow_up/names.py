"""The names that rules and their texts may use, by what a rule is done to (contract with users)."""

from collections.abc import Mapping

ASSIGNMENT = frozenset({
    "id", "status", "accepted_at", "submitted_at", "approved_at", "rejected_at",
    "auto_approval_at", "duration", "feedback", "worker", "hit",
})  # fmt: skip
WORKER = frozenset({
    "id", "submitted", "approved", "rejected", "waiting", "approval_rate", "rejection_rate",
    "agreement", "mean_duration", "earnings", "bonuses", "first_submitted_at",
    "last_submitted_at", "qualifications",
})  # fmt: skip
HIT = frozenset({
    "id", "key", "group", "status", "created_at", "expires_at", "max_assignments", "available",
    "pending", "submitted", "approved", "rejected", "waiting", "answers", "majority", "agreement",
})  # fmt: skip
REQUEST = frozenset({"id", "worker", "submitted_at", "qualification"})

# None: the names below are another matter, checked against the campaign's own fields.
KNOWN: Mapping[str, frozenset[str] | None] = {
    "assignment": ASSIGNMENT,
    "worker": WORKER,
    "hit": HIT,
    "request": REQUEST,
    "answer": None,
    "row": None,
    "listed": None,
    "var": None,
    "env": None,
}
LATE = frozenset(KNOWN) - {"var", "env"}
_ALWAYS = frozenset({"var", "env", "listed"})
BY_EACH: Mapping[str, frozenset[str]] = {
    "assignment": _ALWAYS | {"assignment", "worker", "hit", "answer", "row"},
    "worker": _ALWAYS | {"worker"},
    "hit": _ALWAYS | {"hit", "row"},
    "request": _ALWAYS | {"request", "worker", "answer"},
}
EVENTS: Mapping[str, frozenset[str]] = {
    "assignment": frozenset({"submitted", "approved", "rejected"}),
    "worker": frozenset({"submitted", "approved", "rejected"}),
    "hit": frozenset({"created", "expired"}),
    "request": frozenset({"submitted"}),
}
