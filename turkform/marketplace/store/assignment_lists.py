"""Pages of the submissions of a HIT, oldest submission first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from turkform.marketplace.protocol.paging import Page
from turkform.marketplace.store import assignments
from turkform.marketplace.store.assignments import AssignmentRow
from turkform.marketplace.store.database import Params, Transaction

_SUBMISSIONS: Final = (
    "SELECT * FROM assignments WHERE hit_id = :hit_id AND submitted_at <= :newest "
    "AND (submitted_at, n) > (:after_at, :after_n) AND state IN (:first, :second, :third) "
    "ORDER BY submitted_at, n LIMIT :size"
)


def submissions(
    tx: Transaction, hit_id: str, states: Sequence[str], page: Page, newest: int
) -> list[AssignmentRow]:
    """Return submissions until `newest` (epoch ms) in one to three of the three states."""
    after = page.after or (-1, -1)
    padded = [*states, states[0], states[0]]
    params: Params = {
        "hit_id": hit_id,
        "newest": newest,
        "after_at": after[0],
        "after_n": after[1],
        "first": padded[0],
        "second": padded[1],
        "third": padded[2],
        "size": page.size,
    }
    return [assignments.from_row(row) for row in tx.all(_SUBMISSIONS, params)]
