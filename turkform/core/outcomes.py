"""What became of one wire attempt (reliability reference 1.4)."""

from dataclasses import dataclass, field
from enum import StrEnum

from turkform.core.calls import Reply


class OutcomeKind(StrEnum):
    """`unsent` and `refused` prove that nothing happened; `unknown` proves nothing."""

    OK = "ok"
    REFUSED = "refused"
    THROTTLED = "throttled"
    UNSENT = "unsent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt's result; codes and message are the service's own where it spoke.

    `unusable`: an answer came and cannot be believed, so asking again may bring a better one.
    """

    kind: OutcomeKind
    reply: Reply = field(default_factory=dict)
    code: str = ""
    turk_code: str = ""
    message: str = ""
    http_status: int = 0
    request_id: str = ""
    unusable: bool = False
