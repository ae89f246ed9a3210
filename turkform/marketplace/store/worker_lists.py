"""What a worker's pages list: open HIT groups, own assignments, bonuses, requests, workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from turkform.marketplace.store import assignments, hit_types, hits
from turkform.marketplace.store.assignments import AssignmentRow
from turkform.marketplace.store.bonuses import BonusRow
from turkform.marketplace.store.database import Params, Transaction, containing
from turkform.marketplace.store.hit_types import HitTypeRow
from turkform.marketplace.store.hits import HitRow
from turkform.marketplace.store.qualification_requests import RequestRow
from turkform.marketplace.store.workers import WorkerRow

_UNTOUCHED: Final = (
    "NOT EXISTS (SELECT 1 FROM assignments AS a WHERE a.hit_id = h.hit_id "
    "AND a.worker_id = :worker_id AND a.state NOT IN ('Returned', 'Abandoned'))"
)
# The groups of a page come first: only of theirs is more looked up.
_PAGE: Final = f"""
SELECT t.n FROM hit_types AS t JOIN open_hits AS o ON o.hit_type_id = t.hit_type_id
JOIN requesters AS r ON r.requester_id = t.requester_id
WHERE o.hits > 0 AND r.side = :side AND t.reward_cents >= :reward
    AND (:query = '' OR lower(t.title || ' ' || t.description || ' ' || coalesce(t.keywords, '')
        || ' ' || r.name) LIKE :query ESCAPE '!')
    AND EXISTS (SELECT 1 FROM hits AS h WHERE h.hit_type_id = t.hit_type_id
        AND h.status = 'Assignable' AND {_UNTOUCHED})
"""  # noqa: S608 - constant text
_GROUPS: Final = """
SELECT t.*, r.name AS requester_name,
    o.hits AS open_hits,
    (SELECT max(c.expires_at) FROM hits AS c WHERE c.hit_type_id = t.hit_type_id
        AND c.status = 'Assignable') AS expires_at
FROM ({page} {order} LIMIT :size OFFSET :skip) AS page JOIN hit_types AS t ON t.n = page.n
JOIN open_hits AS o ON o.hit_type_id = t.hit_type_id
JOIN requesters AS r ON r.requester_id = t.requester_id {order}
"""
_ORDERS: Final = {
    "newest": "ORDER BY t.last_used_at DESC, t.n DESC",
    "reward": "ORDER BY t.reward_cents DESC, t.n DESC",
    "most": "ORDER BY o.hits DESC, t.n DESC",
    "shortest": "ORDER BY t.assignment_duration_s, t.n DESC",
}
ORDERS: Final = tuple(_ORDERS)
_NEXT_HIT: Final = (
    "SELECT * FROM hits AS h WHERE h.hit_type_id = :hit_type_id "  # noqa: S608 - as above
    f"AND h.status = 'Assignable' AND {_UNTOUCHED} ORDER BY n LIMIT 1"
)
_TYPE_OF_GROUP: Final = (
    "SELECT * FROM hit_types WHERE hit_type_id = :id OR group_id = :id ORDER BY n LIMIT 1"
)
_MINE: Final = (
    "SELECT a.* FROM assignments AS a JOIN requesters AS r ON r.requester_id = a.requester_id "
    "WHERE a.worker_id = :worker_id AND r.side = :side AND a.n < :before "
    "AND (:state = '' OR a.state = :state) ORDER BY a.n DESC LIMIT :size"
)
_BONUSES: Final = (
    "SELECT b.* FROM bonuses AS b JOIN requesters AS r ON r.requester_id = b.requester_id "
    "WHERE b.worker_id = :worker_id AND r.side = :side AND b.n < :before "
    "ORDER BY b.n DESC LIMIT :size"
)
_BONUS_SUM: Final = (
    "SELECT coalesce(sum(b.amount_cents), 0) AS total FROM bonuses AS b "
    "JOIN requesters AS r ON r.requester_id = b.requester_id "
    "WHERE b.worker_id = :worker_id AND r.side = :side"
)
_HANDED_IN: Final = (
    "SELECT a.* FROM assignments AS a JOIN requesters AS r ON r.requester_id = a.requester_id "
    "WHERE a.worker_id = :worker_id AND r.side = :side AND a.n < :before "
    "AND a.submitted_at IS NOT NULL AND (:state = '' OR a.state = :state) "
    "ORDER BY a.n DESC LIMIT :size"
)
_PENDING_SUM: Final = (
    "SELECT coalesce(sum(a.reward_cents), 0) AS total FROM assignments AS a "
    "JOIN requesters AS r ON r.requester_id = a.requester_id "
    "WHERE a.worker_id = :worker_id AND r.side = :side AND a.state = 'Submitted'"
)
_DAYS: Final = """
SELECT a.submitted_at / 86400000 AS day, count(*) AS submitted,
    sum(CASE WHEN a.state = 'Submitted' THEN 1 ELSE 0 END) AS pending,
    sum(CASE WHEN a.state = 'Approved' THEN 1 ELSE 0 END) AS approved,
    sum(CASE WHEN a.state = 'Rejected' THEN 1 ELSE 0 END) AS rejected,
    sum(CASE WHEN a.state = 'Approved' THEN a.reward_cents ELSE 0 END) AS earned_cents
FROM assignments AS a JOIN requesters AS r ON r.requester_id = a.requester_id
WHERE a.worker_id = :worker_id AND r.side = :side AND a.submitted_at IS NOT NULL
GROUP BY a.submitted_at / 86400000 ORDER BY day DESC LIMIT :size
"""
_LETTERS: Final = (
    "SELECT m.n, m.subject, m.body, m.sent_at, r.name AS requester_name FROM messages AS m "
    "JOIN requesters AS r ON r.requester_id = m.requester_id "
    "WHERE m.worker_id = :worker_id AND r.side = :side AND m.n < :before "
    "ORDER BY m.n DESC LIMIT :size"
)
_REQUESTS: Final = (
    "SELECT q.* FROM qualification_requests AS q "
    "JOIN requesters AS r ON r.requester_id = q.requester_id "
    "WHERE q.worker_id = :worker_id AND r.side = :side ORDER BY q.n DESC LIMIT :size"
)
_WORKERS: Final = "SELECT * FROM workers WHERE side = :side ORDER BY n DESC LIMIT :size"
_NAMED: Final = (
    "SELECT * FROM workers WHERE side = :side AND lower(name) = lower(:name) ORDER BY n LIMIT 1"
)
NEWEST: Final = 2**62


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """A HIT type with HITs that can be accepted; `expires_at` is the last one's."""

    hit_type: HitTypeRow
    requester_name: str
    open_hits: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class Day:
    """Work submitted on one day (UTC, in days since 1970), and what became of it since."""

    day: int
    submitted: int
    pending: int
    approved: int
    rejected: int
    earned_cents: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that a worker received."""

    n: int
    subject: str
    body: str
    sent_at: int
    requester_name: str


@dataclass(frozen=True, slots=True)
class GroupFilter:
    """What a worker looks for; empty text and 0 do not filter."""

    text: str = ""
    reward_cents: int = 0
    order: str = "newest"


def open_groups(
    tx: Transaction, side: str, worker_id: str, wanted: GroupFilter, skip: int, size: int
) -> list[OpenGroup]:
    """Return groups with at least one HIT that the worker has not had yet."""
    params: Params = {
        "side": side,
        "worker_id": worker_id,
        "reward": wanted.reward_cents,
        "query": containing(wanted.text),
        "skip": skip,
        "size": size,
    }
    order = _ORDERS.get(wanted.order, _ORDERS["newest"])
    rows = tx.all(_GROUPS.format(page=_PAGE, order=order), params)
    return [
        OpenGroup(
            hit_types.from_row(row), row["requester_name"], row["open_hits"], row["expires_at"]
        )
        for row in rows
    ]


def type_of_group(tx: Transaction, group: str) -> HitTypeRow | None:
    """Return the HIT type that a HITTypeId or a HITGroupId names."""
    row = tx.one(_TYPE_OF_GROUP, {"id": group})
    return None if row is None else hit_types.from_row(row)


def next_hit(tx: Transaction, hit_type_id: str, worker_id: str) -> HitRow | None:
    """Return the oldest open HIT of a type that the worker has not had yet."""
    row = tx.one(_NEXT_HIT, {"hit_type_id": hit_type_id, "worker_id": worker_id})
    return None if row is None else hits.from_row(row)


def assignments_of(
    tx: Transaction,
    side: str,
    worker_id: str,
    *,
    state: str = "",
    before: int = NEWEST,
    size: int = 25,
) -> list[AssignmentRow]:
    """Return a worker's assignments, newest first; empty `state` means all of them."""
    params: Params = {
        "worker_id": worker_id,
        "side": side,
        "state": state,
        "before": before,
        "size": size,
    }
    return [assignments.from_row(row) for row in tx.all(_MINE, params)]


def bonuses_of(
    tx: Transaction, side: str, worker_id: str, *, before: int = NEWEST, size: int = 25
) -> list[BonusRow]:
    """Return the bonuses paid to a worker, newest first."""
    params: Params = {"worker_id": worker_id, "side": side, "before": before, "size": size}
    return [BonusRow(**row) for row in tx.all(_BONUSES, params)]


def bonus_cents(tx: Transaction, side: str, worker_id: str) -> int:
    """Return the sum of all bonuses of a worker."""
    row = tx.one(_BONUS_SUM, {"worker_id": worker_id, "side": side})
    return 0 if row is None else int(row["total"])


def handed_in(
    tx: Transaction,
    side: str,
    worker_id: str,
    *,
    state: str = "",
    before: int = NEWEST,
    size: int = 25,
) -> list[AssignmentRow]:
    """Return what a worker submitted, newest first; empty `state` means whatever became of it."""
    params: Params = {
        "worker_id": worker_id,
        "side": side,
        "state": state,
        "before": before,
        "size": size,
    }
    return [assignments.from_row(row) for row in tx.all(_HANDED_IN, params)]


def pending_cents(tx: Transaction, side: str, worker_id: str) -> int:
    """Return the sum of rewards of work that waits for review."""
    row = tx.one(_PENDING_SUM, {"worker_id": worker_id, "side": side})
    return 0 if row is None else int(row["total"])


def days_of(tx: Transaction, side: str, worker_id: str, size: int) -> list[Day]:
    """Return the last days on which a worker submitted something, newest first."""
    rows = tx.all(_DAYS, {"worker_id": worker_id, "side": side, "size": size})
    return [Day(**{name: int(value) for name, value in row.items()}) for row in rows]


def letters_of(
    tx: Transaction, side: str, worker_id: str, *, before: int = NEWEST, size: int = 25
) -> list[Letter]:
    """Return messages that a worker received, newest first."""
    params: Params = {"worker_id": worker_id, "side": side, "before": before, "size": size}
    return [Letter(**row) for row in tx.all(_LETTERS, params)]


def requests_of(tx: Transaction, side: str, worker_id: str, size: int = 100) -> list[RequestRow]:
    """Return a worker's requests for qualifications, newest first."""
    rows = tx.all(_REQUESTS, {"worker_id": worker_id, "side": side, "size": size})
    return [RequestRow(**row) for row in rows]


def workers_of(tx: Transaction, side: str, size: int = 50) -> list[WorkerRow]:
    """Return the workers who came last."""
    return [WorkerRow(**row) for row in tx.all(_WORKERS, {"side": side, "size": size})]


def worker_named(tx: Transaction, side: str, name: str) -> WorkerRow | None:
    """Return the worker of a name, in whatever case it is written."""
    row = tx.one(_NAMED, {"side": side, "name": name})
    return None if row is None else WorkerRow(**row)
