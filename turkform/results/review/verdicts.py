"""What the campaign's rules say about each submission, for the people who review it; pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from turkform.core.addresses import Address
from turkform.core.deeds import DeedOutcome, LedgerEntry
from turkform.core.follow_ups import DueDeed
from turkform.core.plan import FollowUpGroup
from turkform.core.submissions import Submission, Verdicts

_SPOKEN = {"bonus": "pay a bonus of", "message": "mail"}
_WORDS = {
    "ApproveAssignment": "approved",
    "RejectAssignment": "rejected",
    "SendBonus": "paid a bonus of",
    "NotifyWorkers": "mailed",
    "AssociateQualificationWithWorker": "granted",
    "DisassociateQualificationFromWorker": "revoked",
    "CreateWorkerBlock": "blocked",
    "DeleteWorkerBlock": "unblocked",
}
_LONGEST = 160


def verdicts_of(
    due: Iterable[FollowUpGroup],
    ledger: Iterable[LedgerEntry],
    submissions: Iterable[Submission],
) -> Verdicts:
    """Deeds that are due and deeds that were done, for the assignment they are about, or for every
    assignment of the worker. Those towards a HIT are left out."""
    of_worker: dict[str, list[str]] = defaultdict(list)
    known = set[str]()
    for one in submissions:
        of_worker[one.worker].append(one.assignment)
        known.add(one.assignment)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for address, worker, text in (*_due(due), *_done(ledger)):
        key = address.key or ""
        for assignment in [key] if key in known else of_worker[worker]:
            found[assignment].append((address.name, text))
    return dict(found)


Spoken = Iterator[tuple[Address, str, str]]
"""Whose deed it is, towards which worker, and what it does."""


def _due(groups: Iterable[FollowUpGroup]) -> Spoken:
    for group in groups:
        for item in group.items:
            if isinstance(item, DueDeed) and item.worker_id:
                yield item.address, item.worker_id, f"would {_told(item)}"


def _told(deed: DueDeed) -> str:
    does = _SPOKEN.get(deed.action, deed.action)
    if deed.action == "bonus":
        does += f" {deed.amount}"
    first = next(iter(deed.text.splitlines()), "")
    text = first if len(first) <= _LONGEST else f"{first[:_LONGEST]}…"
    return f"{does}: {text}" if text else does


def _done(ledger: Iterable[LedgerEntry]) -> Spoken:
    for entry in ledger:
        if entry.outcome is DeedOutcome.DONE and entry.worker and entry.operation in _WORDS:
            amount = f" {entry.amount}" if entry.operation == "SendBonus" else ""
            text = f"{_WORDS[entry.operation]}{amount} on {entry.at:%Y-%m-%d}"
            yield entry.address, entry.worker, text
