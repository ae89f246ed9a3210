"""Bonuses paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from turkform.marketplace.protocol.paging import Page
from turkform.marketplace.store.database import Params, Transaction

_ADD: Final = """
INSERT INTO bonuses (requester_id, hit_id, assignment_id, worker_id, amount_cents, fee_cents,
                     reason, granted_at)
VALUES (:requester_id, :hit_id, :assignment_id, :worker_id, :amount_cents, :fee_cents,
        :reason, :granted_at)
"""
_OF_HIT: Final = (
    "SELECT * FROM bonuses WHERE hit_id = :id AND requester_id = :requester_id AND n > :after "
    "AND granted_at <= :newest ORDER BY n LIMIT :size"
)
_OF_ASSIGNMENT: Final = (
    "SELECT * FROM bonuses WHERE assignment_id = :id AND requester_id = :requester_id "
    "AND n > :after AND granted_at <= :newest ORDER BY n LIMIT :size"
)


@dataclass(frozen=True, slots=True)
class BonusRow:
    """A bonus; `n` is 0 until stored."""

    requester_id: str
    hit_id: str
    assignment_id: str
    worker_id: str
    amount_cents: int
    fee_cents: int
    reason: str
    granted_at: int
    n: int = 0


def add(tx: Transaction, bonus: BonusRow) -> None:
    """Add a bonus."""
    tx.execute(_ADD, {name: getattr(bonus, name) for name in BonusRow.__slots__ if name != "n"})


def of_hit(
    tx: Transaction, requester_id: str, hit_id: str, page: Page, newest: int
) -> list[BonusRow]:
    """Return a page of the bonuses paid for work on a HIT until `newest`, oldest first."""
    return _read(tx, _OF_HIT, requester_id, hit_id, page, newest)


def of_assignment(
    tx: Transaction, requester_id: str, assignment_id: str, page: Page, newest: int
) -> list[BonusRow]:
    """Return a page of the bonuses paid for an assignment until `newest`, oldest first."""
    return _read(tx, _OF_ASSIGNMENT, requester_id, assignment_id, page, newest)


def _read(
    tx: Transaction, sql: str, requester_id: str, key: str, page: Page, newest: int
) -> list[BonusRow]:
    params: Params = {
        "id": key,
        "requester_id": requester_id,
        "after": page.after[1] if page.after else 0,
        "newest": newest,
        "size": page.size,
    }
    return [BonusRow(**row) for row in tx.all(sql, params)]
