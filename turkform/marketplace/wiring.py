"""Puts the real rules into the hooks."""

from __future__ import annotations

from turkform.marketplace.hooks import Hooks


def default_hooks() -> Hooks:
    """Return the hooks of a complete marketplace."""
    return Hooks()
