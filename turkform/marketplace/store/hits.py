"""HITs with their counters; a HIT's properties are its HIT type's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from turkform.marketplace.store.database import Row, Transaction, Value

_COLUMNS: Final = (
    "hit_id",
    "requester_id",
    "hit_type_id",
    "status",
    "review_status",
    "created_at",
    "expires_at",
    "expired",
    "first_max",
    "max_assignments",
    "available",
    "pending",
    "submitted",
    "completed",
    "question",
    "requester_annotation",
    "layout_id",
    "assignment_policy",
    "hit_policy",
    "last_activity_at",
    "due_at",
)
_ADD: Final = (
    f"INSERT INTO hits ({', '.join(_COLUMNS)}) "  # noqa: S608 - names from this module
    f"VALUES ({', '.join(':' + name for name in _COLUMNS)})"
)
OPEN: Final = "Assignable"
_WAS: Final = "SELECT hit_type_id, status FROM hits WHERE hit_id = :hit_id"
_COUNT: Final = (
    "INSERT INTO open_hits (hit_type_id, hits) VALUES (:hit_type_id, :step) "
    "ON CONFLICT (hit_type_id) DO UPDATE SET hits = open_hits.hits + :step"
)
_FIND: Final = "SELECT * FROM hits WHERE hit_id = :hit_id"
_MUTABLE: Final = (
    "hit_type_id",
    "status",
    "expires_at",
    "expired",
    "max_assignments",
    "available",
    "pending",
    "submitted",
    "completed",
    "last_activity_at",
    "due_at",
)
_SAVE: Final = (
    f"UPDATE hits SET {', '.join(f'{name} = :{name}' for name in _MUTABLE)} "  # noqa: S608 - as above
    "WHERE hit_id = :hit_id"
)


@dataclass(frozen=True, slots=True)
class HitRow:
    """A HIT as stored.

    `available`, `pending`, `submitted` (waiting for review) and `completed` (approved or
    rejected) add up to `max_assignments`. `first_max` is the maximum at creation. `due_at` is
    when time will next do something: expire the HIT, or dispose of it.
    """

    hit_id: str
    requester_id: str
    hit_type_id: str
    status: str
    created_at: int
    expires_at: int
    first_max: int
    max_assignments: int
    available: int
    question: str
    last_activity_at: int
    due_at: int | None
    review_status: str = "NotReviewed"
    expired: bool = False
    pending: int = 0
    submitted: int = 0
    completed: int = 0
    requester_annotation: str | None = None
    layout_id: str | None = None
    assignment_policy: str | None = None
    hit_policy: str | None = None


def from_row(row: Row) -> HitRow:
    """Return the HIT of a row that has all columns of the table."""
    values = {name: row[name] for name in _COLUMNS}
    values["expired"] = bool(values["expired"])
    return HitRow(**values)


def find(tx: Transaction, hit_id: str) -> HitRow | None:
    """Return a HIT, whosever it is, or None."""
    row = tx.one(_FIND, {"hit_id": hit_id})
    return None if row is None else from_row(row)


def add(tx: Transaction, hit: HitRow) -> None:
    """Add a HIT."""
    tx.execute(_ADD, _params(hit))
    _count(tx, None, _open_type(hit.hit_type_id, hit.status))


def save(tx: Transaction, hit: HitRow) -> None:
    """Store the members of a HIT that can change."""
    was = tx.one(_WAS, {"hit_id": hit.hit_id})
    before = None if was is None else _open_type(was["hit_type_id"], was["status"])
    _count(tx, before, _open_type(hit.hit_type_id, hit.status))
    tx.execute(_SAVE, {"hit_id": hit.hit_id} | {name: getattr(hit, name) for name in _MUTABLE})


def _open_type(hit_type_id: str, status: str) -> str | None:
    return hit_type_id if status == OPEN else None


def _count(tx: Transaction, before: str | None, after: str | None) -> None:
    """Keep how many HITs of each type are open, which lists of 100,000 HITs cannot count anew."""
    if before == after:
        return
    for hit_type_id, step in ((before, -1), (after, 1)):
        if hit_type_id is not None:
            tx.execute(_COUNT, {"hit_type_id": hit_type_id, "step": step})


def _params(hit: HitRow) -> Mapping[str, Value]:
    return {name: getattr(hit, name) for name in _COLUMNS}
