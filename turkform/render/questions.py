"""What a person is asked to decide, for terminals and as JSON."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from turkform.core.ports import Intent
from turkform.render.masked import mask_workers, masked
from turkform.render.text import printable

FORMAT_VERSION = 1


class Question(Protocol):
    """One thing in doubt."""

    @property
    def intent(self) -> Intent: ...
    @property
    def worker(self) -> str: ...
    @property
    def evidence(self) -> str: ...
    @property
    def at(self) -> datetime | None: ...


def questions_json(questions: Sequence[Question]) -> str:
    """A list (contract, design section 4); worker ids in full, for scripts that settle them."""
    document = [
        {
            "id": question.intent.intent_id,
            "address": question.intent.address,
            "operation": question.intent.operation,
            "worker": question.worker or None,
            "at": question.at.isoformat() if question.at else None,
            "evidence": question.evidence,
        }
        for question in questions
    ]
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def questions_text(questions: Sequence[Question], command: str, *, show_ids: bool) -> str:
    """With what each answer means; nothing to decide is said in so many words."""
    if not questions:
        return "Nothing is in doubt.\n"
    lines = []
    for question in questions:
        lines += _lines(question, show_ids=show_ids)
    lines += [
        "",
        "Say what you know of one, by its id (its beginning will do):",
        f"  {command} ID --happened          it was done; it is never done again",
        f"  {command} ID --did-not-happen    it was not; the next plan may do it",
        f"  {command} ID --write-off         nobody knows; it is never done again",
        'Add --evidence "how you know", and --worker WORKER for one of several.',
    ]
    return printable("\n".join(lines)) + "\n"


def _lines(question: Question, *, show_ids: bool) -> list[str]:
    intent = question.intent
    address = intent.address if show_ids else mask_workers(intent.address)
    worker = question.worker if show_ids else masked(question.worker)
    towards = f" to {worker}" if question.worker else ""
    when = f"{question.at:%Y-%m-%d %H:%M} UTC" if question.at else "before the state was lost?"
    return [
        f"{intent.intent_id[:12]}  {intent.operation}{towards}  {address}",
        f"              {when}; {question.evidence}",
    ]
