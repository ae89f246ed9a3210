"""Switches of a marketplace that all its processes share, kept in the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from turkform.marketplace.clock import HOUR
from turkform.marketplace.store.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Settings:
    """Times are milliseconds; a lag of 0 switches it off.

    `modify_lag_ms`: a new HIT cannot be extended or change type for so long (API reference 6.4).
    `list_lag_ms`, `search_lag_ms`: new HITs, new qualification types stay out of lists.
    `read_lag_ms`: reading a new HIT or assignment by its id fails.
    `approve_lag_ms`: approving right after submission finds `status of: null`.
    `disposal_lag_ms`: a deleted qualification type of the live side keeps its name for so long.
    `keep_available`: an expired HIT goes on showing its unfilled slots (API reference 18, 1).
    `requests_per_second`: more calls of one requester in a second are throttled; 0 is no limit.
    `journal`: record every effect with its parameters.
    `reuse_assignment_ids`: a returned assignment's id serves the next worker (API reference 7).
    """

    clock_offset_ms: int = 0
    modify_lag_ms: int = 0
    list_lag_ms: int = 0
    search_lag_ms: int = 0
    read_lag_ms: int = 0
    approve_lag_ms: int = 0
    disposal_lag_ms: int = 48 * HOUR
    requests_per_second: int = 0
    keep_available: bool = True
    journal: bool = True
    reuse_assignment_ids: bool = True
    faults: bool = False


def with_lags(settings: Settings, lags: Mapping[str, int]) -> Settings:
    """Return settings with some of the lags (milliseconds) replaced."""
    return replace(
        settings,
        modify_lag_ms=lags.get("modify_lag_ms", settings.modify_lag_ms),
        list_lag_ms=lags.get("list_lag_ms", settings.list_lag_ms),
        search_lag_ms=lags.get("search_lag_ms", settings.search_lag_ms),
        read_lag_ms=lags.get("read_lag_ms", settings.read_lag_ms),
        approve_lag_ms=lags.get("approve_lag_ms", settings.approve_lag_ms),
    )


def _flag(value: str) -> bool:
    return value != "0"


# Columns are text, whatever the field is; the dictionary's values are what Settings takes.
_FIELDS: Final[dict[str, Callable[[str], Any]]] = {
    field.name: _flag if isinstance(field.default, bool) else int for field in fields(Settings)
}
_READ: Final = "SELECT name, value FROM settings"
_WRITE: Final = (
    "INSERT INTO settings (name, value) VALUES (:name, :value) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def load_settings(tx: Transaction) -> Settings:
    """Return the settings as they are now."""
    return parse_settings(tx.all(_READ))


def parse_settings(rows: Iterable[Row]) -> Settings:
    """Return settings from rows of `name` and `value`; foreign names are left alone."""
    found = {
        row["name"]: _FIELDS[row["name"]](row["value"]) for row in rows if row["name"] in _FIELDS
    }
    return Settings(**found)


def store_setting(tx: Transaction, name: str, value: int) -> None:
    """Change one setting; the name must be a field of `Settings`."""
    if name not in _FIELDS:
        raise KeyError(name)
    tx.execute(_WRITE, {"name": name, "value": str(int(value))})
