"""Secrets of a database: for page tokens, and for the worker site's cookies."""

from __future__ import annotations

import secrets
from typing import Final

from turkform.marketplace.store.database import Transaction

_PAGES: Final = "page_secret"
_SITE: Final = "site_secret"


def page_secret(tx: Transaction) -> bytes:
    """Return the secret of page tokens."""
    return _secret(tx, _PAGES)


def site_secret(tx: Transaction) -> bytes:
    """Return the secret of the worker site."""
    return _secret(tx, _SITE)


def _secret(tx: Transaction, name: str) -> bytes:
    """Return a secret, made now when the database is new."""
    tx.execute(
        "INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING",
        {"name": name, "value": secrets.token_hex(32)},
    )
    row = tx.one("SELECT value FROM settings WHERE name = :name", {"name": name})
    if row is None:
        raise AssertionError("the secret was just written")
    return bytes.fromhex(row["value"])
