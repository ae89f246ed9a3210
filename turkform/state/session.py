"""Reading and writing the tables; every write is one transaction under the current epoch."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, EffectClass
from turkform.core.errors import Blocked, Stale
from turkform.core.identity import Identity
from turkform.core.outcomes import OutcomeKind
from turkform.core.ports import Clock, Intent, Recorded
from turkform.core.resources import Resource

_INTENT = (
    "SELECT intent_id, op, logical_key, generation, request, status, reply, address, "
    "(SELECT MIN(started_at) FROM attempts a WHERE a.intent_id = i.intent_id), "
    "(SELECT message FROM attempts a WHERE a.intent_id = i.intent_id ORDER BY n DESC LIMIT 1) "
    "FROM intents i "
)


class SqlReader:
    """Reads a state."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def lineage(self) -> str:
        """What tells this state from every other."""
        return str(self._one("SELECT lineage FROM meta"))

    @property
    def serial(self) -> int:
        """Grows with every change of the objects."""
        return int(self._one("SELECT serial FROM meta"))

    def resources(self) -> Sequence[Resource]:
        """Every object, gone ones included."""
        rows = self._connection.execute(
            "SELECT address, mturk_id, digest, attributes, generation, protect, status "
            "FROM resources"
        )
        return [_resource(*row) for row in rows]

    def unresolved(self) -> Sequence[Intent]:
        """Effects whose outcome nobody knows."""
        return [_intent(*row) for row in self._connection.execute(
            _INTENT + "WHERE status = 'uncertain' ORDER BY created_at"
        )]  # fmt: skip

    def holder(self) -> str:
        """The last run that took the lock."""
        row = self._connection.execute(
            "SELECT who, command, started_at FROM runs ORDER BY epoch DESC LIMIT 1"
        ).fetchone()
        return "{}, which runs {} since {}".format(*row) if row else ""

    def committed_cents(self) -> int:
        """Worst-case money of what happened or may have happened."""
        return int(self._one(
            "SELECT COALESCE(SUM(cost_cents), 0) FROM intents "
            "WHERE status NOT IN ('refused', 'superseded', 'cancelled')"
        ))  # fmt: skip

    def _one(self, sql: str) -> Any:  # a column's type is known by its reader
        return self._connection.execute(sql).fetchone()[0]


class SqlSession(SqlReader):
    """Writes a state; only the holder of the lock has one."""

    def __init__(
        self, connection: sqlite3.Connection, epoch: int, identity: Identity, clock: Clock
    ) -> None:
        super().__init__(connection)
        self._epoch, self._identity, self._clock = epoch, identity, clock

    def still_mine(self) -> bool:
        """Whether no other run has taken the state over."""
        return int(self._one("SELECT epoch FROM meta")) == self._epoch

    def claim(self, calls: Sequence[ApiCall]) -> Sequence[Intent]:
        """Record intents and open attempts, all or none."""
        now = self._clock().isoformat()
        try:
            with self._connection:
                return [self._claim(call, now) for call in calls]
        except sqlite3.IntegrityError as error:
            if "budget exceeded" in str(error):
                msg = "the next effect would pass the campaign's budget; nothing of it was sent"
                raise Blocked(msg) from error
            if "fenced" in str(error):
                msg = "another run has taken over the state; nothing more is sent"
                raise Stale(msg) from error
            raise

    def _claim(self, call: ApiCall, now: str) -> Intent:
        intent = self._find(call)
        if intent is None:
            self._insert(call, now)
            intent = self._find(call)
        if intent is None:
            msg = f"the intent of {call.operation} {call.logical_key} vanished"
            raise Stale(msg)
        if intent.status != "done":
            self._attempt(intent.intent_id, call.effect is EffectClass.ONE_SHOT, now)
        return intent

    def _find(self, call: ApiCall) -> Intent | None:
        row = self._connection.execute(
            # Setting a value again is a new effect: A, then B, then A must end in A.
            _INTENT + "WHERE op = ? AND logical_key = ? AND generation = ? "
            "AND (status IN ('planned', 'open', 'uncertain') "
            "OR (status = 'done' AND class <> 'absolute'))",
            (call.operation, call.logical_key, call.generation),
        ).fetchone()
        return _intent(*row) if row else None

    def _insert(self, call: ApiCall, now: str) -> None:
        request, token = dict(call.parameters), None
        if call.effect is EffectClass.TOKEN:
            token = self._token(call)
            request["UniqueRequestToken"] = token
        self._connection.execute(
            "INSERT INTO intents (intent_id, op, class, address, logical_key, generation, request, "
            "token, cost_cents, why, created_epoch, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (uuid4().hex, call.operation, call.effect.value, str(call.address), call.logical_key,
             call.generation, _dump(request), token, call.cost.cents, call.why, self._epoch, now),
        )  # fmt: skip

    def _token(self, call: ApiCall) -> str:
        """Refused effects keep their token; a later try of the same effect has one of its own."""
        [tries] = self._connection.execute(
            "SELECT COUNT(*) FROM intents WHERE op = ? AND logical_key = ? AND generation = ?",
            (call.operation, call.logical_key, call.generation),
        ).fetchone()
        key = call.logical_key if not tries else f"{call.logical_key}\0{tries}"
        return self._identity.token(call.operation, key, call.generation)

    def _attempt(self, intent_id: str, one_shot: bool, now: str) -> None:
        self._connection.execute(
            "INSERT INTO attempts (intent_id, n, epoch, one_shot, started_at) "
            "SELECT ?, COUNT(*) + 1, ?, ?, ? FROM attempts WHERE intent_id = ?",
            (intent_id, self._epoch, int(one_shot), now, intent_id),
        )
        self._connection.execute(
            "UPDATE intents SET status = 'open' WHERE intent_id = ?", (intent_id,)
        )

    def record(self, recorded: Iterable[Recorded], resources: Iterable[Resource]) -> None:
        """Close attempts and store finished objects in one transaction."""
        now = self._clock().isoformat()
        with self._connection:
            for item in recorded:
                self._close(item, now)
            for resource in resources:
                self._put(resource)
            self._connection.execute("UPDATE meta SET serial = serial + 1")

    def _close(self, item: Recorded, now: str) -> None:
        outcome = item.outcome
        self._connection.execute(
            "UPDATE attempts SET status = ?, finished_at = ?, http_status = ?, request_id = ?, "
            "code = ?, turk_code = ?, message = ? WHERE intent_id = ? AND status = 'started'",
            (outcome.kind.value, now, outcome.http_status, outcome.request_id, outcome.code,
             outcome.turk_code, outcome.message, item.intent_id),
        )  # fmt: skip
        reply = _dump(item.reply) if outcome.kind is OutcomeKind.OK or item.reply else None
        self._connection.execute(
            "UPDATE intents SET status = ?, reply = ? WHERE intent_id = ?",
            (item.status, reply, item.intent_id),
        )

    def _put(self, resource: Resource) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (str(resource.address), resource.address.kind, resource.mturk_id, resource.digest,
             _dump(resource.attributes), resource.generation, int(resource.protect),
             resource.status),
        )  # fmt: skip

    def forget(self, address: Address) -> None:
        """Drop an object from the state without touching the service."""
        with self._connection:
            self._connection.execute("DELETE FROM resources WHERE address = ?", (str(address),))
            self._connection.execute("UPDATE meta SET serial = serial + 1")

    def move(self, old: Address, new: Address) -> None:
        """Give an object its new address."""
        with self._connection:
            self._connection.execute(
                "UPDATE resources SET address = ?, kind = ? WHERE address = ?",
                (str(new), new.kind, str(old)),
            )
            self._connection.execute("UPDATE meta SET serial = serial + 1")


def _resource(
    address: str, mturk_id: str, digest: str, attributes: str, generation: int, protect: int,
    status: str,
) -> Resource:  # fmt: skip
    return Resource(
        Address.parse(address), mturk_id, digest, json.loads(attributes), generation,
        bool(protect), status,
    )  # fmt: skip


def _intent(
    intent_id: str, op: str, key: str, generation: int, request: str, status: str,
    reply: str | None, address: str, first: str | None, message: str | None,
) -> Intent:  # fmt: skip
    return Intent(
        intent_id, op, key, generation, _load(request), status, _load(reply) if reply else {},
        datetime.fromisoformat(first) if first else None, address, message or "",
    )  # fmt: skip


def _dump(value: Mapping[str, Any]) -> str:
    return json.dumps(value, default=_time, separators=(",", ":"), ensure_ascii=False)


def _time(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"__time__": value.astimezone(UTC).isoformat()}
    raise TypeError(type(value).__name__)


def _load(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(text, object_hook=_from_time)
    return loaded


def _from_time(value: dict[str, Any]) -> Any:  # JSON, or the time that stands in it
    return datetime.fromisoformat(value["__time__"]) if value.keys() == {"__time__"} else value
