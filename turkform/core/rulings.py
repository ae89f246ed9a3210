"""Rulings: what a person says of an effect that nobody could find out about."""

from dataclasses import dataclass
from enum import StrEnum


class Judgement(StrEnum):
    """What is recorded of an effect in doubt.

    `write_off`: nobody knows, and it is never done again; its money stays counted.
    """

    HAPPENED = "happened"
    DID_NOT_HAPPEN = "did_not_happen"
    WRITE_OFF = "write_off"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A judgement on an effect, or on its part towards one `worker` (a worker id)."""

    intent_id: str
    judgement: Judgement
    who: str
    evidence: str = ""
    worker: str = ""
