"""Pages of HITs, newest first, each joined with its HIT type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from turkform.marketplace.protocol.paging import Page
from turkform.marketplace.store import hit_types, hits
from turkform.marketplace.store.database import Row, Transaction
from turkform.marketplace.store.hit_types import HitTypeRow
from turkform.marketplace.store.hits import HitRow

_NEWEST: Final = 2**62
_ALL: Final = (
    "SELECT * FROM hits WHERE requester_id = :requester_id AND n < :after "
    "AND status <> 'Disposed' AND created_at <= :newest ORDER BY n DESC LIMIT :size"
)
_REQUIRING: Final = (
    "SELECT * FROM hits WHERE requester_id = :requester_id AND n < :after "
    "AND status <> 'Disposed' AND hit_type_id IN (SELECT hit_type_id FROM hit_type_requirements "
    "WHERE qualification_type_id = :type_id) ORDER BY n DESC LIMIT :size"
)
_ANY_REQUIRING: Final = (
    "SELECT hit_type_id FROM hit_type_requirements WHERE qualification_type_id = :type_id LIMIT 1"
)
_REVIEW: Final = (
    "SELECT n, hit_id FROM hits WHERE requester_id = :requester_id AND status = :status "
    "AND status IN ('Reviewable', 'Reviewing') AND n < :after ORDER BY n DESC LIMIT :size"
)
_REVIEW_OF_TYPE: Final = (
    "SELECT n, hit_id FROM hits WHERE requester_id = :requester_id AND hit_type_id = :hit_type_id "
    "AND status = :status AND n < :after ORDER BY n DESC LIMIT :size"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A HIT on a page, with the row number that pages are cut by."""

    n: int
    hit: HitRow
    hit_type: HitTypeRow


def of_requester(tx: Transaction, requester_id: str, page: Page, newest: int) -> list[Listed]:
    """Return HITs that are not disposed and were created by `newest` (epoch ms)."""
    params = _params(requester_id, page) | {"newest": newest}
    return _listed(tx, tx.all(_ALL, params))


def requiring(tx: Transaction, requester_id: str, type_id: str, page: Page) -> list[Listed]:
    """Return HITs whose type requires a qualification type."""
    params = _params(requester_id, page) | {"type_id": type_id}
    if tx.one(_ANY_REQUIRING, params) is None:
        return []  # else every HIT of the requester would be looked at in vain
    return _listed(tx, tx.all(_REQUIRING, params))


def in_review(
    tx: Transaction, requester_id: str, status: str, hit_type_id: str | None, page: Page
) -> list[tuple[int, str]]:
    """Return row numbers and ids of HITs in one of the two states of review."""
    params = _params(requester_id, page) | {"status": status, "hit_type_id": hit_type_id}
    sql = _REVIEW if hit_type_id is None else _REVIEW_OF_TYPE
    return [(row["n"], row["hit_id"]) for row in tx.all(sql, params)]


def _params(requester_id: str, page: Page) -> dict[str, str | int | bool | None]:
    after = _NEWEST if page.after is None else page.after[1]
    return {"requester_id": requester_id, "after": after, "size": page.size}


def _listed(tx: Transaction, rows: list[Row]) -> list[Listed]:
    types: dict[str, HitTypeRow] = {}
    for type_id in {row["hit_type_id"] for row in rows}:
        found = hit_types.find(tx, type_id)
        if found is not None:
            types[type_id] = found
    return [Listed(row["n"], hits.from_row(row), types[row["hit_type_id"]]) for row in rows]
