"""Workers and their history, one row per worker and side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from turkform.marketplace.store.database import Params, Transaction, Value

_FIND: Final = "SELECT * FROM workers WHERE side = :side AND worker_id = :worker_id"
_ADD: Final = (
    "INSERT INTO workers (side, worker_id, created_at) VALUES (:side, :worker_id, :created_at) "
    "ON CONFLICT (side, worker_id) DO NOTHING"
)
_PROFILE: Final = (
    "name",
    "email",
    "password_hash",
    "country",
    "subdivision",
    "prior_submitted",
    "prior_approved",
    "adult",
    "masters",
    "suspended",
    "mail_failures",
)
_COUNTERS: Final = ("submitted", "approved", "rejected", "returned", "abandoned", "earned_cents")


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker; the prior counts are a history from before this marketplace."""

    n: int
    side: str
    worker_id: str
    name: str | None
    email: str | None
    password_hash: str | None
    country: str | None
    subdivision: str | None
    prior_submitted: int
    prior_approved: int
    submitted: int
    approved: int
    rejected: int
    returned: int
    abandoned: int
    earned_cents: int
    adult: int
    masters: int
    suspended: int
    mail_failures: int
    created_at: int


def find(tx: Transaction, side: str, worker_id: str) -> WorkerRow | None:
    """Return a worker of one side, or None."""
    row = tx.one(_FIND, {"side": side, "worker_id": worker_id})
    return None if row is None else WorkerRow(**row)


def ensure(tx: Transaction, side: str, worker_id: str, now_ms: int) -> None:
    """Add a worker, unless there is one of this id."""
    params: Params = {"side": side, "worker_id": worker_id, "created_at": now_ms}
    tx.execute(_ADD, params)


def set_profile(tx: Transaction, side: str, worker_id: str, **values: Value) -> None:
    """Change what is known of a worker; names are columns such as `country` or `adult`."""
    foreign = values.keys() - set(_PROFILE)
    if foreign:
        raise KeyError(min(foreign))
    sets = ", ".join(f"{name} = :{name}" for name in values)
    if sets:
        _update(tx, sets, {"side": side, "worker_id": worker_id, **values})


def count(tx: Transaction, side: str, worker_id: str, **steps: int) -> None:
    """Add to a worker's counters, for example `submitted=1`."""
    foreign = steps.keys() - set(_COUNTERS)
    if foreign:
        raise KeyError(min(foreign))
    sets = ", ".join(f"{name} = {name} + :{name}" for name in steps)
    params: Params = {"side": side, "worker_id": worker_id, **steps}
    _update(tx, sets, params)


def _update(tx: Transaction, sets: str, params: Params) -> None:
    where = "WHERE side = :side AND worker_id = :worker_id"
    tx.execute(f"UPDATE workers SET {sets} {where}", params)  # noqa: S608 - checked column names
