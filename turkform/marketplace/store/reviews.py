"""What review policies found and did, in order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from turkform.marketplace.store.database import Params, Row, Transaction

RESULT: Final = "Result"
ACTION: Final = "Action"
_ADD: Final = (
    "INSERT INTO review_entries (hit_id, level, kind, detail) "
    "VALUES (:hit_id, :level, :kind, :detail)"
)
_PAGE: Final = (
    "SELECT * FROM review_entries WHERE hit_id = :hit_id AND n > :after "
    "AND level IN (:first_level, :second_level) AND kind IN (:first_kind, :second_kind) "
    "ORDER BY n LIMIT :size"
)
_OF_LEVEL: Final = (
    "SELECT * FROM review_entries WHERE hit_id = :hit_id AND level = :level AND kind = :kind "
    "ORDER BY n"
)


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """A result or an action; `detail` has the members of the reply, times in epoch ms."""

    n: int
    level: str
    kind: str
    detail: Mapping[str, str | int]


def add(
    tx: Transaction, hit_id: str, level: str, kind: str, detail: Mapping[str, str | int]
) -> None:
    """Add an entry at the end; `level` is Assignment or HIT, `kind` Result or Action."""
    params: Params = {
        "hit_id": hit_id,
        "level": level,
        "kind": kind,
        "detail": json.dumps(detail),
    }
    tx.execute(_ADD, params)


def page(
    tx: Transaction, hit_id: str, levels: list[str], kinds: list[str], after: int, size: int
) -> list[ReviewEntry]:
    """Return entries of one or two levels and kinds, those after row number `after`."""
    params: Params = {
        "hit_id": hit_id,
        "first_level": levels[0],
        "second_level": levels[-1],
        "first_kind": kinds[0],
        "second_kind": kinds[-1],
        "after": after,
        "size": size,
    }
    return [_entry(row) for row in tx.all(_PAGE, params)]


def results(tx: Transaction, hit_id: str, level: str) -> list[ReviewEntry]:
    """Return every result of one level."""
    params: Params = {"hit_id": hit_id, "level": level, "kind": RESULT}
    return [_entry(row) for row in tx.all(_OF_LEVEL, params)]


def _entry(row: Row) -> ReviewEntry:
    return ReviewEntry(row["n"], row["level"], row["kind"], json.loads(row["detail"]))
