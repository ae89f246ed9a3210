"""Finds what has become due and lets it happen, oldest first."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.context import Scope

_IS_DUE: Final = """
SELECT 1 AS due WHERE EXISTS (SELECT 1 FROM hits WHERE due_at <= :now)
    OR EXISTS (SELECT 1 FROM assignments WHERE due_at <= :now)
    OR EXISTS (SELECT 1 FROM qualification_types WHERE due_at <= :now)
    OR EXISTS (SELECT 1 FROM hit_types WHERE due_at <= :now)
"""


def is_due(scope: Scope) -> bool:
    """Tell whether anything should have happened by now."""
    return scope.tx.one(_IS_DUE, {"now": scope.now_ms}) is not None


def settle(scope: Scope) -> None:
    """Let a bounded number of due things happen."""
    raise NotImplementedError(scope)
