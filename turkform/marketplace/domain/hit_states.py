"""The states of a HIT, from its counters (API reference 6.2)."""

from __future__ import annotations

from typing import Final

ASSIGNABLE: Final = "Assignable"
UNASSIGNABLE: Final = "Unassignable"
REVIEWABLE: Final = "Reviewable"
REVIEWING: Final = "Reviewing"
DISPOSED: Final = "Disposed"
IN_REVIEW: Final = frozenset({REVIEWABLE, REVIEWING})


def next_status(current: str, *, expired: bool, available: int, pending: int) -> str:
    """Return the status that the counters call for; Reviewing stays until work is open again."""
    if current == DISPOSED:
        return DISPOSED
    if available > 0 and not expired:
        return ASSIGNABLE
    if pending > 0:
        return UNASSIGNABLE
    return REVIEWING if current == REVIEWING else REVIEWABLE
