"""The world of the model: a service that keeps tokens for a day, a network that loses replies and
delivers late, and a ledger that keeps what it acknowledged."""

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tests.model.rules import HOUR, MINUTE

TOKEN_LIFE = 24 * HOUR
LIST_LAG = 1 * HOUR
LATE = 14 * MINUTE  # a request is not executed more than 15 minutes after its signature


class Kind(StrEnum):
    """Classes of effects: a token, the object's own state, or nothing protects them."""

    TOKEN = "token"
    GUARDED = "guarded"
    ONE_SHOT = "one_shot"


class Fault(StrEnum):
    """What the network does to one request."""

    NONE = "none"
    THROTTLED = "throttled"
    LOST_REQUEST = "lost request"
    LOST_REPLY = "lost reply"
    LATE = "executed late"
    PROXY_ERROR = "error after it was executed"


class Answer(StrEnum):
    """What the sender gets to know."""

    OK = "ok"
    EXISTS = "exists"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class Effect:
    """Something to be done once; `key` names it for good."""

    key: str
    kind: Kind


@dataclass(slots=True)
class Service:
    """Executes, and remembers tokens for a day."""

    now: int = 0
    executed: Counter[str] = field(default_factory=Counter)
    first_at: dict[str, int] = field(default_factory=dict)
    _tokens: dict[str, int] = field(default_factory=dict)
    _flying: list[tuple[int, Effect, str]] = field(default_factory=list)

    def wait(self, minutes: int) -> None:
        """Let time pass, and late requests arrive."""
        until = self.now + minutes
        while self._flying and min(self._flying)[0] <= until:
            self.now, effect, token = self._flying.pop(self._flying.index(min(self._flying)))
            self._execute(effect, token)
        self.now = until

    def send(self, effect: Effect, token: str, fault: Fault) -> Answer:
        """One request over the network."""
        if fault is Fault.THROTTLED:
            return Answer.REFUSED
        if fault is Fault.LOST_REQUEST:
            return Answer.UNKNOWN
        if fault is Fault.LATE:
            self._flying.append((self.now + LATE, effect, token))
            return Answer.UNKNOWN
        answer = self._execute(effect, token)
        return answer if fault is Fault.NONE else Answer.UNKNOWN

    def _execute(self, effect: Effect, token: str) -> Answer:
        if effect.kind is Kind.TOKEN:
            if self.now - self._tokens.get(token, -TOKEN_LIFE) < TOKEN_LIFE:
                return Answer.EXISTS
            self._tokens[token] = self.now
        if effect.kind is Kind.GUARDED and self.executed[effect.key]:
            return Answer.EXISTS
        self.executed[effect.key] += 1
        self.first_at.setdefault(effect.key, self.now)
        return Answer.OK

    def seen(self, effect: Effect) -> bool:
        """Whether a list shows the effect; lists lag, and mail is in none."""
        at = self.first_at.get(effect.key)
        if at is None or effect.kind is Kind.ONE_SHOT:
            return False
        return effect.kind is Kind.GUARDED or self.now - at >= LIST_LAG


class Fenced(Exception):
    """The ledger refused a writer that has lost the lock."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the ledger knows of one effect."""

    status: str = "planned"
    generation: int = 0
    first_at: int | None = None
    last_at: int | None = None
    doubtful: bool = False  # an attempt before the present one may have happened


@dataclass(slots=True)
class Ledger:
    """Durable; every change names the epoch of its writer."""

    fences: bool = True
    made_at: int = 0
    epoch: int = 0
    holder: object = None
    looked_around: bool = False
    rows: dict[str, Row] = field(default_factory=dict)

    def take(self, run: object) -> int | None:
        """The next epoch; None while another run holds the lock."""
        if self.holder is not None and self.holder is not run:
            return None
        self.holder, self.epoch = run, self.epoch + 1
        return self.epoch

    def release(self, run: object) -> None:
        """The run ended, or its process died."""
        if self.holder is run:
            self.holder = None

    def row(self, effect: Effect) -> Row:
        """What is known of an effect."""
        return self.rows.get(effect.key, Row())

    def write(self, epoch: int, effect: Effect, status: str, at: int | None = None) -> None:
        """Change a row; `at` is the moment of a new attempt."""
        if self.fences and epoch != self.epoch:
            raise Fenced
        row = self.row(effect)
        if at is not None:
            first, doubtful = row.first_at, row.status in ("open", "uncertain")
            row = Row(status, row.generation, at if first is None else first, at, doubtful)
        self.rows[effect.key] = replace(row, status=status)

    def supersede(self, epoch: int, effect: Effect) -> None:
        """It did not happen: the next try is a new generation with a token of its own."""
        if self.fences and epoch != self.epoch:
            raise Fenced
        self.rows[effect.key] = Row(generation=self.row(effect).generation + 1)
