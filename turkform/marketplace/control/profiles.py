"""Workers as the control API writes them, and the columns that this becomes."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.control.members import Names, flag, shown, whole
from turkform.marketplace.domain.locales import Locale
from turkform.marketplace.json_types import Json, JsonObject
from turkform.marketplace.store.database import Value
from turkform.marketplace.store.workers import WorkerRow

WORKER: Final[Names] = {
    "WorkerId": ("id",),
    "Country": (),
    "Subdivision": ("state",),
    "Approved": ("number_approved", "approved_hits"),
    "Submitted": ("number_submitted", "submitted_hits"),
    "Adult": (),
    "Masters": ("master",),
    "Suspended": (),
    "MailFailures": (),
    "Name": (),
    "Email": (),
}
_COUNTS: Final = {
    "Approved": "prior_approved",
    "Submitted": "prior_submitted",
    "MailFailures": "mail_failures",
}
_FLAGS: Final = {"Adult": "adult", "Masters": "masters", "Suspended": "suspended"}
_TEXTS: Final = {"Name": "name", "Email": "email"}


def profile(given: JsonObject) -> dict[str, Value]:
    """Return a worker's columns; a country brings its subdivision, or none, with it."""
    columns: dict[str, Value] = {}
    for name, column in _COUNTS.items():
        if name in given:
            columns[column] = whole(given, name)
    for name, column in _FLAGS.items():
        if name in given:
            columns[column] = flag(given, name)
    for name, column in _TEXTS.items():
        if name in given:
            columns[column] = None if given[name] is None else str(given[name])
    return columns | _place(given)


def worker_members(row: WorkerRow) -> JsonObject:
    """Return a worker with all counts, those from before this marketplace included."""
    return {
        "WorkerId": row.worker_id,
        "Name": row.name,
        "Country": row.country,
        "Subdivision": row.subdivision,
        "Approved": row.prior_approved + row.approved,
        "Submitted": row.prior_submitted + row.submitted,
        "Adult": bool(row.adult),
        "Masters": bool(row.masters),
        "Suspended": bool(row.suspended),
    }


def _place(given: JsonObject) -> dict[str, Value]:
    if not given.keys() & {"Country", "Subdivision"}:
        return {}
    country, state = _code(given.get("Country")), _code(given.get("Subdivision"))
    if country is None and state is None:
        return {"country": None, "subdivision": None}
    if country is None or not Locale(country, state).is_valid():
        found = shown([given.get("Country"), given.get("Subdivision")])
        raise ValueError(
            f"Country, Subdivision: expected a code such as US, with a state such as WA for the "
            f"United States only, found {found}"
        )
    return {"country": country, "subdivision": state}


def _code(value: Json) -> str | None:
    return str(value).upper() if value else None
