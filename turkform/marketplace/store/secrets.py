"""The secret that page tokens are made with, one per database."""

from __future__ import annotations

import secrets
from typing import Final

from turkform.marketplace.store.database import Transaction

_NAME: Final = "page_secret"


def page_secret(tx: Transaction) -> bytes:
    """Return the secret, made now when the database is new."""
    tx.execute(
        "INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING",
        {"name": _NAME, "value": secrets.token_hex(32)},
    )
    row = tx.one("SELECT value FROM settings WHERE name = :name", {"name": _NAME})
    if row is None:
        raise AssertionError("the secret was just written")
    return bytes.fromhex(row["value"])
