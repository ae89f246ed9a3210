"""Resources: what turkform has written, as the state remembers it; and what is live."""

from dataclasses import dataclass, field
from datetime import datetime

from turkform.core.addresses import Address
from turkform.core.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class Resource:
    """One object of the state.

    `digest` is the digest of what was wanted when it was last written; a plan compares it with the
    desired one before it looks at anything else. `attributes` is what was written, in the kind's
    own small vocabulary. `generation` counts lives of the address: it grows with each deletion.
    `status` is `live`, `gone` (deleted; kept so that the generation is), or `retired` (cannot be
    deleted yet: expired, its submissions wait for review).
    """

    address: Address
    mturk_id: str
    digest: str
    attributes: JsonObject = field(default_factory=dict)
    generation: int = 0
    protect: bool = False
    status: str = "live"


@dataclass(frozen=True, slots=True)
class Observed:
    """One live object as a refresh saw it, in the vocabulary of the kind's attributes.

    `status` holds progress counters; they are never drift.
    """

    mturk_id: str
    attributes: JsonObject
    status: JsonObject = field(default_factory=dict)
    address: Address | None = None
    at: datetime | None = None
