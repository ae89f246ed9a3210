"""Requesters, their keys and their money (API reference 15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from turkform.marketplace.store.database import Params, Transaction

_FIND: Final = "SELECT * FROM requesters WHERE name = :name AND side = :side"
_GET: Final = "SELECT * FROM requesters WHERE requester_id = :requester_id"
_ADD: Final = """
INSERT INTO requesters (requester_id, name, side, account, available_cents, created_at)
VALUES (:requester_id, :name, :side, :account, :available_cents, :created_at)
ON CONFLICT (name, side) DO NOTHING
"""
_MOVE: Final = """
UPDATE requesters
SET available_cents = available_cents + :available, held_cents = held_cents + :held
WHERE requester_id = :requester_id AND available_cents + :available >= :floor
"""
_LINK: Final = "UPDATE requesters SET linked = :linked WHERE requester_id = :requester_id"
_SET_BALANCE: Final = (
    "UPDATE requesters SET available_cents = :cents WHERE requester_id = :requester_id"
)
_ADD_KEY: Final = """
INSERT INTO access_keys (key_id, secret, requester_name, actions)
VALUES (:key_id, :secret, :name, :actions)
ON CONFLICT (key_id) DO UPDATE SET secret = excluded.secret,
    requester_name = excluded.requester_name, actions = excluded.actions
"""


@dataclass(frozen=True, slots=True)
class RequesterRow:
    """A requester on one side, with what can be spent and what is held for open work, in cents."""

    requester_id: str
    name: str
    side: str
    account: str
    available_cents: int
    held_cents: int
    created_at: int
    linked: int = 1


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key pair, the requester it stands for and the operations that it may call (`Get*,...`)."""

    key_id: str
    secret: str
    requester_name: str
    actions: str = "*"


def find(tx: Transaction, name: str, side: str) -> RequesterRow | None:
    """Return the requester of this name on this side."""
    row = tx.one(_FIND, {"name": name, "side": side})
    return None if row is None else RequesterRow(**row)


def get(tx: Transaction, requester_id: str) -> RequesterRow:
    """Return a requester that is known to exist."""
    row = tx.one(_GET, {"requester_id": requester_id})
    if row is None:
        raise KeyError(requester_id)
    return RequesterRow(**row)


def add(tx: Transaction, row: RequesterRow) -> None:
    """Add a requester, unless one of this name and side was added meanwhile."""
    tx.execute(
        _ADD,
        {
            "requester_id": row.requester_id,
            "name": row.name,
            "side": row.side,
            "account": row.account,
            "available_cents": row.available_cents,
            "created_at": row.created_at,
        },
    )


def move_money(tx: Transaction, requester_id: str, available: int, held: int) -> bool:
    """Change both sums by cents; False, and nothing changed, when the balance is too small."""
    floor = 0 if available < 0 else -(2**62)
    params: Params = {
        "requester_id": requester_id,
        "available": available,
        "held": held,
        "floor": floor,
    }
    return tx.execute(_MOVE, params) == 1


def link(tx: Transaction, requester_id: str, *, linked: bool) -> None:
    """Link a requester's AWS account to the marketplace, or take the link away."""
    tx.execute(_LINK, {"requester_id": requester_id, "linked": int(linked)})


def set_balance(tx: Transaction, requester_id: str, cents: int) -> None:
    """Set what a requester can spend; what is held stays held."""
    tx.execute(_SET_BALANCE, {"requester_id": requester_id, "cents": cents})


def add_key(tx: Transaction, key: AccessKey) -> None:
    """Add or replace an access key."""
    params: Params = {
        "key_id": key.key_id,
        "secret": key.secret,
        "name": key.requester_name,
        "actions": key.actions,
    }
    tx.execute(_ADD_KEY, params)


def find_key(tx: Transaction, key_id: str) -> AccessKey | None:
    """Return an access key, or None."""
    row = tx.one("SELECT * FROM access_keys WHERE key_id = :key_id", {"key_id": key_id})
    return None if row is None else AccessKey(**row)
