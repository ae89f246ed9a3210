"""Which rulings may be given, and when (reliability reference 3.9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from turkform.core.deeds import DeedOutcome, LedgerEntry
from turkform.core.errors import Blocked, TurkformError
from turkform.core.ports import Intent
from turkform.core.rulings import Judgement, Ruling
from turkform.engine.doubts import QUARANTINE

# What the state needs of their reply, only the service can tell.
_READ_BACK = ("CreateHITWithHITType", "CreateQualificationType", "CreateHITType")
_OPEN = (DeedOutcome.PENDING, DeedOutcome.UNCERTAIN)
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Question:
    """One thing in doubt that a person may decide: an effect, towards one worker."""

    intent: Intent
    worker: str
    evidence: str

    @property
    def at(self) -> datetime | None:
        """When it may have happened."""
        return self.intent.last_attempt_at or self.intent.first_attempt_at


def questions(unresolved: Sequence[Intent], ledger: Sequence[LedgerEntry]) -> list[Question]:
    """One for each effect and each worker of it, oldest first."""
    return [
        Question(intent, worker, _evidence(intent, ledger))
        for intent in unresolved
        for worker in workers(intent, ledger) or ("",)
    ]


def find(unresolved: Sequence[Intent], intent_id: str) -> Intent:
    """By id, or by an unmistakable beginning of one."""
    found = [one for one in unresolved if one.intent_id.startswith(intent_id.lower())]
    if len(found) == 1 and len(intent_id) >= _SHORTEST:
        return found[0]
    what = f"{len(found)} effects in doubt begin with" if found else "no effect in doubt is called"
    msg = f"{what} {intent_id!r}. turkform resolve lists them."
    raise TurkformError(msg)


def check(intent: Intent, ruling: Ruling, now: datetime, doubted: Sequence[str]) -> None:
    """Raise `Blocked` where the ruling comes too soon or is not a person's to give."""
    if ruling.judgement is Judgement.HAPPENED and intent.operation in _READ_BACK:
        msg = f"turkform apply finds out about {intent.operation}: only the service knows the id"
        raise Blocked(msg)
    until = (intent.last_attempt_at or now - QUARANTINE) + QUARANTINE
    if ruling.judgement is Judgement.DID_NOT_HAPPEN and now < until:
        msg = (
            f"it may still be on its way: --did-not-happen is taken from {until:%Y-%m-%d %H:%M} "
            f"UTC on (now {now:%H:%M}). --happened and --write-off are taken at once."
        )
        raise Blocked(msg)
    if ruling.worker and ruling.worker not in doubted:
        msg = "that worker is not among those in doubt. turkform resolve lists them."
        raise TurkformError(msg)


def workers(intent: Intent, ledger: Sequence[LedgerEntry]) -> tuple[str, ...]:
    """Towards whom the effect is in doubt."""
    deeds = [deed for deed in ledger if deed.intent_id == intent.intent_id]
    if deeds:
        return tuple(deed.worker for deed in deeds if deed.outcome in _OPEN)
    several = intent.request.get("WorkerIds")
    one = intent.request.get("WorkerId")
    listed = several if isinstance(several, list | tuple) else [one] if one else []
    return tuple(str(worker) for worker in listed)


def _evidence(intent: Intent, ledger: Sequence[LedgerEntry]) -> str:
    said = next((d.message for d in ledger if d.intent_id == intent.intent_id and d.message), "")
    parts = [intent.message or said or "the run ended before the answer came"]
    if intent.request_id:
        parts.append(f"request {intent.request_id}")
    return "; ".join(parts)
