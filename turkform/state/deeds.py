"""Deeds in the database: who was served by which intent, and what became of it."""

import json
from collections.abc import Iterator
from datetime import datetime

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall
from turkform.core.deeds import DeedOutcome, LedgerEntry
from turkform.core.identity import Identity
from turkform.core.money import Money
from turkform.core.ports import Recorded
from turkform.state.database import Transaction
from turkform.state.masks import remember, without_names

_LEDGER = (
    "SELECT d.intent_id, d.address, d.op, COALESCE(d.worker_key, ''), COALESCE(w.worker_id, ''), "
    "d.amount_cents, d.outcome, d.at, d.why, d.evidence, d.message, "
    "i.class, CASE WHEN d.op IN ('SendBonus', 'ApproveAssignment', 'RejectAssignment') "
    "THEN i.request ELSE '{}' END "
    "FROM deeds d JOIN intents i ON i.intent_id = d.intent_id "
    "LEFT JOIN workers w ON w.worker_key = d.worker_key "
    "ORDER BY d.at, d.address, d.intent_id"
)
# An effect that may be sent again keeps its deeds pending: nobody else may serve them meanwhile.
_OUTCOMES = {
    "done": DeedOutcome.DONE,
    "refused": DeedOutcome.REFUSED,
    "uncertain": DeedOutcome.UNCERTAIN,
    "planned": DeedOutcome.PENDING,
    "superseded": DeedOutcome.NOT_DONE,
    "cancelled": DeedOutcome.UNCERTAIN,
}


def insert(tx: Transaction, intent_id: str, call: ApiCall, identity: Identity, now: str) -> None:
    """Store the deeds of a new intent; the indexes refuse a second one of the same kind."""
    for deed in call.deeds:
        key = None
        if deed.worker:
            key = remember(tx, identity, deed.worker)
        tx.execute(
            "INSERT INTO deeds (intent_id, address, op, worker_key, mailing, amount_cents, why, "
            "evidence, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            intent_id, str(deed.address), call.operation, key, deed.mailing, deed.amount.cents,
            deed.why, json.dumps(deed.evidence, ensure_ascii=False, sort_keys=True), now,
        )  # fmt: skip


_LEFT = (
    ("uncertain", "uncertain", "uncertain", "the run ended before the answer came"),
    # Nothing of it was sent: the next plan gathers its recipients anew.
    ("superseded", "planned", "not_done", "it could not be sent"),
)


def hold(tx: Transaction, intent_id: str) -> None:
    """What a lost state may have done before waits for a person."""
    tx.execute(
        "UPDATE deeds SET outcome = 'uncertain', message = 'the state was lost; it may have been "
        "done before' WHERE intent_id = ?",
        intent_id,
    )


def recover(tx: Transaction) -> None:
    """A mail that was on its way when a run died is never sent again by itself."""
    for status, before, outcome, message in _LEFT:
        tx.execute(
            "UPDATE deeds SET outcome = ?, message = ? WHERE outcome = 'pending' AND intent_id IN "
            "(SELECT intent_id FROM intents WHERE class = 'one_shot' AND status = ?)",
            outcome, message, before,
        )  # fmt: skip
        tx.execute(
            "UPDATE intents SET status = ? WHERE class = 'one_shot' AND status = ?", status, before
        )


def settle(tx: Transaction, item: Recorded, identity: Identity) -> None:
    """Give an intent's deeds the outcome of its attempt."""
    outcome = _OUTCOMES[item.status]
    message = ""
    if outcome is not DeedOutcome.DONE:
        message = without_names(tx, item.outcome.message, item.intent_id)
    touched = tx.execute(
        "UPDATE deeds SET outcome = ?, message = ? WHERE intent_id = ?",
        outcome.value, message, item.intent_id,
    )  # fmt: skip
    for worker, failure in item.failures.items() if touched else ():
        tx.execute(
            "UPDATE deeds SET outcome = ?, message = ? WHERE intent_id = ? AND worker_key = ?",
            failure.outcome.value, failure.message, item.intent_id, identity.worker_key(worker),
        )  # fmt: skip


def ledger(tx: Transaction) -> Iterator[LedgerEntry]:
    """Every deed, in the order in which they were recorded."""
    return (_entry(*row) for row in tx.rows(_LEDGER))


def _entry(
    intent_id: str, address: str, op: str, worker_key: str, worker: str, cents: int, outcome: str,
    at: str, why: str, evidence: str, message: str, effect: str, request: str,
) -> LedgerEntry:  # fmt: skip
    return LedgerEntry(
        intent_id, Address.parse(address), op, worker_key, worker, Money(cents),
        DeedOutcome(outcome), datetime.fromisoformat(at), why, json.loads(evidence), message,
        effect == "one_shot", str(json.loads(request).get("AssignmentId", "")),
    )  # fmt: skip
