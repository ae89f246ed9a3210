"""Rulings in the database: append-only, each with who gave it and why."""

from turkform.core.deeds import DeedOutcome
from turkform.core.identity import Identity
from turkform.core.rulings import Judgement, Ruling
from turkform.state.database import Transaction

_STATUS = {
    Judgement.HAPPENED: "done",
    Judgement.DID_NOT_HAPPEN: "superseded",
    Judgement.WRITE_OFF: "cancelled",
}
_OUTCOME = {
    Judgement.HAPPENED: DeedOutcome.DONE,
    Judgement.DID_NOT_HAPPEN: DeedOutcome.NOT_DONE,
    # A hard failure is what no plan ever tries again.
    Judgement.WRITE_OFF: DeedOutcome.HARD_FAILURE,
}


def give(tx: Transaction, ruling: Ruling, identity: Identity, epoch: int, now: str) -> int:
    """Record a ruling and what follows from it; how many deeds it settled."""
    key = identity.worker_key(ruling.worker) if ruling.worker else ""
    tx.execute(
        "INSERT INTO rulings (intent_id, n, worker_key, judgement, who, evidence, epoch, at) "
        "VALUES (?, (SELECT COUNT(*) FROM rulings WHERE intent_id = ?), ?, ?, ?, ?, ?, ?)",
        ruling.intent_id, ruling.intent_id, key, ruling.judgement.value, ruling.who,
        ruling.evidence, epoch, now,
    )  # fmt: skip
    settled = _settle_deeds(tx, ruling, key)
    left = tx.one(
        "SELECT 1 FROM deeds WHERE intent_id = ? AND outcome IN ('pending', 'uncertain')",
        ruling.intent_id,
    )
    if left is None:
        tx.execute(
            "UPDATE intents SET status = ? WHERE intent_id = ?",
            _status(tx, ruling), ruling.intent_id,
        )  # fmt: skip
    return settled


def _settle_deeds(tx: Transaction, ruling: Ruling, key: str) -> int:
    said = f"{ruling.judgement.value.replace('_', ' ')}, says {ruling.who}"
    message = f"{said}: {ruling.evidence}" if ruling.evidence else said
    return tx.execute(
        "UPDATE deeds SET outcome = ?, message = ? WHERE intent_id = ? "
        "AND outcome IN ('pending', 'uncertain') AND (? = '' OR worker_key = ?)",
        _OUTCOME[ruling.judgement].value, message, ruling.intent_id, key, key,
    )  # fmt: skip


def _status(tx: Transaction, ruling: Ruling) -> str:
    """Of an effect with several recipients: done as soon as one of them was reached."""
    done = tx.one("SELECT 1 FROM deeds WHERE intent_id = ? AND outcome = 'done'", ruling.intent_id)
    return "done" if done is not None else _STATUS[ruling.judgement]
