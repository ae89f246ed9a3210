"""Qualification types: what requesters define, and whether they are being disposed of."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from turkform.marketplace.store.database import Params, Row, Transaction, containing

_COLUMNS: Final = (
    "qualification_type_id, requester_id, name, description, keywords, status, test, "
    "test_duration_s, answer_key, retry_delay_s, auto_granted, auto_granted_value, created_at, "
    "last_used_at, disposing_at, due_at"
)
_ADD: Final = (
    f"INSERT INTO qualification_types ({_COLUMNS}) VALUES "  # noqa: S608 - constant column names
    f"({', '.join(':' + name for name in _COLUMNS.split(', '))})"
)
_GET: Final = f"SELECT n, {_COLUMNS} FROM qualification_types WHERE qualification_type_id = :id"  # noqa: S608 - as above
_NAMED: Final = (
    f"SELECT n, {_COLUMNS} FROM qualification_types "  # noqa: S608 - as above
    "WHERE requester_id = :requester_id AND name = :name"
)
_LIST: Final = (
    f"SELECT n, {_COLUMNS} FROM qualification_types WHERE n > :after "  # noqa: S608 - as above
    "AND (:owner = '' OR requester_id = :owner) "
    "AND requester_id IN (SELECT requester_id FROM requesters WHERE side = :side) "
    "AND disposing_at IS NULL "
    "AND (status = 'Active' OR (:requestable = 0 AND requester_id = :caller)) "
    "AND (:query = '' OR lower(name || ' ' || description || ' ' || coalesce(keywords, '')) "
    "LIKE :query ESCAPE '!') AND created_at <= :visible ORDER BY n LIMIT :size"
)
_UPDATE: Final = """
UPDATE qualification_types SET description = :description, status = :status, test = :test,
    test_duration_s = :test_duration_s, answer_key = :answer_key, retry_delay_s = :retry_delay_s,
    auto_granted = :auto_granted, auto_granted_value = :auto_granted_value,
    disposing_at = :disposing_at, due_at = :due_at
WHERE qualification_type_id = :qualification_type_id
"""


@dataclass(frozen=True, slots=True)
class QualificationTypeRow:
    """A qualification type; times are epoch milliseconds, durations seconds."""

    qualification_type_id: str
    requester_id: str
    name: str
    description: str
    keywords: str | None
    status: str
    test: str | None
    test_duration_s: int | None
    answer_key: str | None
    retry_delay_s: int | None
    auto_granted: bool
    auto_granted_value: int | None
    created_at: int
    last_used_at: int
    disposing_at: int | None = None
    due_at: int | None = None
    n: int = 0


def add(tx: Transaction, row: QualificationTypeRow) -> None:
    """Add a type whose name is not taken."""
    tx.execute(_ADD, _params(row))


def update(tx: Transaction, row: QualificationTypeRow) -> None:
    """Replace what may change of a type."""
    tx.execute(_UPDATE, _params(row))


def get(tx: Transaction, type_id: str) -> QualificationTypeRow | None:
    """Return a type by its id."""
    return _row(tx.one(_GET, {"id": type_id}))


def find_by_name(tx: Transaction, requester_id: str, name: str) -> QualificationTypeRow | None:
    """Return the requester's type of exactly this name, disposing ones included."""
    return _row(tx.one(_NAMED, {"requester_id": requester_id, "name": name}))


def search(
    tx: Transaction,
    *,
    caller: str,
    owned: bool,
    side: str,
    query: str,
    requestable: bool,
    visible: int,
    after: int,
    size: int,
) -> list[QualificationTypeRow]:
    """Return a page by row number; an empty `query` does not filter.

    Types that are being disposed of are in no list, and inactive ones only in their owner's.
    """
    params: Params = {
        "owner": caller if owned else "",
        "caller": caller,
        "side": side,
        "query": containing(query),
        "requestable": int(requestable),
        "visible": visible,
        "after": after,
        "size": size,
    }
    return [found for row in tx.all(_LIST, params) if (found := _row(row))]


def _params(row: QualificationTypeRow) -> dict[str, str | int | None]:
    return asdict(row) | {"auto_granted": int(row.auto_granted)}


def _row(row: Row | None) -> QualificationTypeRow | None:
    if row is None:
        return None
    return QualificationTypeRow(**row | {"auto_granted": bool(row["auto_granted"])})
