"""The journal of effects executed, in order."""

from __future__ import annotations

import json
from typing import Final

from turkform.marketplace.json_types import Json
from turkform.marketplace.store.database import Row, Transaction

_ADD: Final = (
    "INSERT INTO journal (at, requester_id, operation, parameters, result) "
    "VALUES (:at, :requester_id, :operation, :parameters, :result)"
)
_READ: Final = (
    "SELECT journal.n, at, journal.requester_id, name, side, operation, parameters, result "
    "FROM journal LEFT JOIN requesters ON requesters.requester_id = journal.requester_id "
    "WHERE journal.n > :after ORDER BY journal.n"
)


def add(
    tx: Transaction, at: int, requester_id: str | None, operation: str, parameters: str, result: str
) -> None:
    """Append an entry; `parameters` and `result` are JSON."""
    tx.execute(
        _ADD,
        {
            "at": at,
            "requester_id": requester_id,
            "operation": operation,
            "parameters": parameters,
            "result": result,
        },
    )


def entries(tx: Transaction, after: int = 0) -> list[dict[str, Json]]:
    """Return the entries after number `after`, oldest first; `at` is epoch seconds."""
    return [_entry(row) for row in tx.all(_READ, {"after": after})]


def _entry(row: Row) -> dict[str, Json]:
    return {
        "n": row["n"],
        "at": row["at"] / 1000,
        "requester": row["name"],
        "side": row["side"],
        "operation": row["operation"],
        "parameters": json.loads(row["parameters"]),
        "result": json.loads(row["result"]),
    }
