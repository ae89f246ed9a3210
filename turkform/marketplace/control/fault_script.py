"""Rules that spoil calls: which operation, which fault, how often.

Names are free in their spelling, and each has the other words that `_NAMES` and `_SAME` list.

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
from difflib import get_close_matches
from typing import Final, cast

from turkform.marketplace.clock import SECOND
from turkform.marketplace.control.durations import milliseconds
from turkform.marketplace.control.members import Names, members, plain, shown, text, whole
from turkform.marketplace.json_types import Json, JsonObject
from turkform.marketplace.operations.table import OPERATIONS
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
# the operation that rules name when they mean notifications on their way out
NOTIFICATION: Final = "Notification"
EVERY: Final = "*"
_OF_NOTIFICATIONS: Final = frozenset({"duplicate", "delay", "lose", "reset_after"})
_NAMES: Final[Names] = {
    "operation": ("operations", "op", "action"),
    "fault": ("kind", "type"),
    "count": ("times",),
    "skip": ("after",),
    "seconds": ("delay", "delay_seconds", "duration", "lag"),
    "status": ("code", "status_code", "http_status"),
}
_SAME: Final[Names] = {
    "throttle": ("throttling", "throttled", "throttling_exception"),
    "error_before": ("error", "server_error", "5xx", "500", "5xx_before", "500_before"),
    "error_after": ("server_error_after", "5xx_after", "500_after"),
    "reset_before": ("connection_reset_before", "drop_before", "disconnect_before"),
    "reset_after": ("connection_reset_after", "drop_after", "disconnect_after", "lost_reply"),
    "truncate": ("truncated", "truncate_reply", "truncated_reply"),
    "delay": ("slow", "latency"),
    "duplicate": ("duplicated", "duplicate_delivery", "duplicated_delivery"),
    "read_lag": ("read_after_write_lag",),
    "approve_lag": ("status_null", "status_of_null", "null_status", "status_of_null_lag"),
}
_KIND_OF: Final = {plain(kind): kind for kind in KINDS} | {
    plain(word): kind for kind, words in _SAME.items() for word in words
}
_OPERATION_OF: Final = {plain(name): name for name in (*OPERATIONS, NOTIFICATION)}
_ERRORS: Final = range(400, 600)
_ADD: Final = (
    "INSERT INTO faults (operation, kind, skip, remaining, arguments) "
    "VALUES (:operation, :kind, :skip, :remaining, :arguments)"
)
_WAITING: Final = "SELECT * FROM faults WHERE remaining > 0 ORDER BY n"
_MATCHING: Final = (
    "SELECT * FROM faults WHERE remaining > 0 AND operation IN (:operation, :every) ORDER BY n"
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


def add(tx: Transaction, rule: Json) -> None:
    """Add a rule at the end; `ValueError` when it is none."""
    given = members(rule, _NAMES)
    kind = _kind(given)
    named = _operations(given.get("operation", EVERY))
    if (kind == "lose" or NOTIFICATION in named) and not (
        kind in _OF_NOTIFICATIONS and named == [NOTIFICATION]
    ):
        allowed = ", ".join(sorted(_OF_NOTIFICATIONS))
        raise ValueError(f"fault: {NOTIFICATION} goes with {allowed}, and only that with lose")
    for operation in named:
        params: Params = {
            "operation": operation,
            "kind": kind,
            "skip": whole(given, "skip"),
            "remaining": whole(given, "count", default=1, least=1),
            "arguments": json.dumps(_arguments(given)),
        }
        tx.execute(_ADD, params)


def _kind(given: JsonObject) -> str:
    kind = _KIND_OF.get(plain(text(given, "fault")))
    if kind is None:
        known = ", ".join(sorted(KINDS))
        raise ValueError(f"fault: there is no {shown(given['fault'])}; there are {known}")
    return kind


def _operations(named: Json) -> list[str]:
    names = [str(one) for one in named] if isinstance(named, list) else [str(named)]
    if EVERY in names:
        return [EVERY]
    unknown = [name for name in names if plain(name) not in _OPERATION_OF]
    if unknown:
        near = get_close_matches(unknown[0], _OPERATION_OF.values(), n=1, cutoff=0.0)
        raise ValueError(f"operation: there is no {unknown[0]!r}; the nearest is {near[0]}")
    return [_OPERATION_OF[plain(name)] for name in names]


def _arguments(given: JsonObject) -> dict[str, Json]:
    found: dict[str, Json] = {}
    if "seconds" in given:
        found["seconds"] = milliseconds(given["seconds"]) / SECOND
    if "status" in given:
        found["status"] = whole(given, "status", least=_ERRORS[0])
        if found["status"] not in _ERRORS:
            raise ValueError(f"status: expected 400 to 599, found {found['status']}")
    return found


def waiting(tx: Transaction) -> list[JsonObject]:
    """Return the rules that have not run out."""
    return [_rule(row) for row in tx.all(_WAITING)]


def clear(tx: Transaction) -> None:
    """Remove every rule."""
    tx.execute("DELETE FROM faults")


def take(tx: Transaction, operation: str) -> Fault | None:
    """Count this call against the rules and return what the first ripe one wants."""
    every = "" if operation == NOTIFICATION else EVERY
    for row in tx.all(_MATCHING, {"operation": operation, "every": every}):
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
