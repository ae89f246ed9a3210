"""Doubts: effects of which nobody knows whether they happened."""

from dataclasses import dataclass
from datetime import datetime

from turkform.core.ports import Intent


@dataclass(frozen=True, slots=True)
class Doubt:
    """An effect that is left in doubt after recovery; `text` goes on after its name.

    `until`: it cannot be settled before; None when a person must say what happened.
    """

    intent: Intent
    text: str
    until: datetime | None = None
