"""Rules that spoil calls: which operation, which fault, how often.

A rule is `{"operation": "CreateHIT" | "*", "fault": kind, "count": 1, "skip": 0, ...}`. Kinds:
`throttle` · `error_before`, `error_after` (`status`, default 500) · `reset_before`, `reset_after`
· `delay` (`seconds`) · `truncate` · `duplicate`. The lags of `Settings`, for so many calls:
`list_lag`, `search_lag`, `read_lag`, `approve_lag`, `modify_lag` (`seconds`, default an hour).
The operation `Notification` means messages on their way out: `duplicate`, `delay`, `lose` and
`reset_after`, which delivers and takes it for a failure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from turkform.marketplace.json_types import Json, JsonObject
from turkform.marketplace.store.database import Params, Row, Transaction

KINDS: Final = frozenset(
    {
        "throttle",
        "error_before",
        "error_after",
        "reset_before",
        "reset_after",
        "delay",
        "truncate",
        "duplicate",
        "lose",
        "list_lag",
        "search_lag",
        "read_lag",
        "approve_lag",
        "modify_lag",
    }
)
LAG_S: Final = 3_600
_MEMBERS: Final = frozenset({"operation", "fault", "count", "skip"})
_ARGUMENTS: Final = frozenset({"status", "seconds"})
_ADD: Final = (
    "INSERT INTO faults (operation, kind, skip, remaining, arguments) "
    "VALUES (:operation, :kind, :skip, :remaining, :arguments)"
)
_WAITING: Final = "SELECT * FROM faults WHERE remaining > 0 ORDER BY n"
_MATCHING: Final = (
    "SELECT * FROM faults WHERE remaining > 0 AND operation IN (:operation, '*') ORDER BY n"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is to happen to one call."""

    kind: str
    arguments: Mapping[str, Json]

    @property
    def lag(self) -> dict[str, int]:
        """The setting that this fault replaces for one call, in milliseconds; none for others."""
        if not self.kind.endswith("_lag"):
            return {}
        seconds = float(cast("float", self.arguments.get("seconds", LAG_S)))
        return {f"{self.kind}_ms": round(seconds * 1000)}

    @property
    def executes(self) -> bool:
        """Whether the call is performed all the same."""
        return self.kind not in {"throttle", "error_before", "reset_before"}


def add(tx: Transaction, rule: JsonObject) -> None:
    """Add a rule at the end; `ValueError` when it is none."""
    kind, unknown = str(rule.get("fault")), rule.keys() - _MEMBERS - _ARGUMENTS
    if kind not in KINDS or unknown:
        raise ValueError(f"not a fault rule: {json.dumps(rule)}")
    params: Params = {
        "operation": str(rule.get("operation", "*")),
        "kind": kind,
        "skip": cast("int", rule.get("skip", 0)),
        "remaining": cast("int", rule.get("count", 1)),
        "arguments": json.dumps({key: rule[key] for key in rule.keys() & _ARGUMENTS}),
    }
    tx.execute(_ADD, params)


def waiting(tx: Transaction) -> list[JsonObject]:
    """Return the rules that have not run out."""
    return [_rule(row) for row in tx.all(_WAITING)]


def clear(tx: Transaction) -> None:
    """Remove every rule."""
    tx.execute("DELETE FROM faults")


def take(tx: Transaction, operation: str) -> Fault | None:
    """Count this call against the rules and return what the first ripe one wants."""
    for row in tx.all(_MATCHING, {"operation": operation}):
        if row["skip"] > 0:
            tx.execute("UPDATE faults SET skip = skip - 1 WHERE n = :n", {"n": row["n"]})
            continue
        tx.execute("UPDATE faults SET remaining = remaining - 1 WHERE n = :n", {"n": row["n"]})
        return Fault(row["kind"], json.loads(row["arguments"]))
    return None


def _rule(row: Row) -> JsonObject:
    return {
        "operation": row["operation"],
        "fault": row["kind"],
        "skip": row["skip"],
        "count": row["remaining"],
        **json.loads(row["arguments"]),
    }
