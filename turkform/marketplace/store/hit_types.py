"""HIT types: immutable, one row per distinct set of properties (API reference 8)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final, cast

from turkform.marketplace.json_types import Json
from turkform.marketplace.store.database import Row, Transaction

_ADD: Final = """
INSERT INTO hit_types (
    hit_type_id, requester_id, group_id, digest, title, description, keywords, reward_cents,
    assignment_duration_s, auto_approval_delay_s, qualification_requirements, created_at,
    last_used_at, due_at)
VALUES (
    :hit_type_id, :requester_id, :group_id, :digest, :title, :description, :keywords,
    :reward_cents, :assignment_duration_s, :auto_approval_delay_s, :qualification_requirements,
    :created_at, :last_used_at, :due_at)
"""
_REQUIRE: Final = (
    "INSERT INTO hit_type_requirements (hit_type_id, qualification_type_id) "
    "VALUES (:hit_type_id, :qualification_type_id)"
)
_FIND: Final = "SELECT * FROM hit_types WHERE hit_type_id = :hit_type_id"
_BY_DIGEST: Final = (
    "SELECT hit_type_id FROM hit_types WHERE requester_id = :requester_id AND digest = :digest"
)
_TOUCH: Final = (
    "UPDATE hit_types SET last_used_at = :at, due_at = :due_at WHERE hit_type_id = :hit_type_id "
    "AND last_used_at < :at"
)


@dataclass(frozen=True, slots=True)
class HitTypeRow:
    """The properties that HITs share; requirements as JSON in the form that requests have."""

    hit_type_id: str
    requester_id: str
    group_id: str
    digest: str
    title: str
    description: str
    keywords: str | None
    reward_cents: int
    assignment_duration_s: int
    auto_approval_delay_s: int
    qualification_requirements: str
    created_at: int
    last_used_at: int
    due_at: int | None

    @property
    def retired(self) -> bool:
        """Whether the type was disposed of."""
        return self.digest.startswith("retired:")

    @property
    def requirements(self) -> list[dict[str, Json]]:
        """The qualification requirements as objects."""
        return cast("list[dict[str, Json]]", json.loads(self.qualification_requirements))


def from_row(row: Row) -> HitTypeRow:
    """Return the HIT type of a row that has all columns of the table."""
    return HitTypeRow(**{name: row[name] for name in HitTypeRow.__slots__})


def find(tx: Transaction, hit_type_id: str) -> HitTypeRow | None:
    """Return a HIT type, whosever it is, or None."""
    row = tx.one(_FIND, {"hit_type_id": hit_type_id})
    return None if row is None else from_row(row)


def find_by_digest(tx: Transaction, requester_id: str, digest: str) -> str | None:
    """Return the id of the requester's HIT type with equal properties, or None."""
    row = tx.one(_BY_DIGEST, {"requester_id": requester_id, "digest": digest})
    return None if row is None else str(row["hit_type_id"])


def add(tx: Transaction, hit_type: HitTypeRow) -> None:
    """Add a HIT type and note which qualification types it requires."""
    tx.execute(_ADD, asdict(hit_type))
    required = {str(one["QualificationTypeId"]) for one in hit_type.requirements}
    for type_id in sorted(required):
        params = {"hit_type_id": hit_type.hit_type_id, "qualification_type_id": type_id}
        tx.execute(_REQUIRE, params)


def touch(tx: Transaction, hit_type_id: str, at: int, due_at: int) -> None:
    """Note that a HIT type was used at `at` and when it goes if nobody uses it again."""
    tx.execute(_TOUCH, {"hit_type_id": hit_type_id, "at": at, "due_at": due_at})


def retire(tx: Transaction, hit_type_id: str) -> None:
    """Let a HIT type go: no new HIT may have it, disposed ones can still be read."""
    params = {"hit_type_id": hit_type_id}
    tx.execute(
        "UPDATE hit_types SET digest = 'retired:' || hit_type_id, due_at = NULL "
        "WHERE hit_type_id = :hit_type_id",
        params,
    )
