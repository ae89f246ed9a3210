"""Reading and writing the tables; every write is one transaction under the current epoch."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, EffectClass
from turkform.core.deeds import LedgerEntry
from turkform.core.errors import Blocked, Stale
from turkform.core.identity import Identity
from turkform.core.outcomes import OutcomeKind
from turkform.core.plan import Provenance
from turkform.core.ports import Clock, Intent, Recorded
from turkform.core.resources import Resource
from turkform.core.rulings import Ruling
from turkform.state import deeds, rulings
from turkform.state.database import Database, Transaction, Violation
from turkform.state.journal import Recording, append
from turkform.state.masks import Naming, masked, remember, unmasked, without_names

T = TypeVar("T")
_INTENT = (
    "SELECT intent_id, op, logical_key, generation, request, status, reply, address, "
    "(SELECT MIN(started_at) FROM attempts a WHERE a.intent_id = i.intent_id), "
    "(SELECT message FROM attempts a WHERE a.intent_id = i.intent_id ORDER BY n DESC LIMIT 1), "
    "class, "
    "(SELECT MAX(started_at) FROM attempts a WHERE a.intent_id = i.intent_id "
    "AND a.status IN ('started', 'unknown', 'ok')), "
    "(SELECT request_id FROM attempts a WHERE a.intent_id = i.intent_id ORDER BY n DESC LIMIT 1), "
    "why "
    "FROM intents i "
)
_COMMON = frozenset({"hit_type", "expires"})
_PUT = (
    "INSERT INTO resources VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO UPDATE SET "
    "mturk_id = excluded.mturk_id, digest = excluded.digest, attributes = excluded.attributes, "
    "generation = excluded.generation, protect = excluded.protect, status = excluded.status"
)
_NEXT_SERIAL = "UPDATE meta SET serial = serial + 1"


class SqlReader:
    """Reads a state."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        shared: dict[str, str] = {}
        return self._database.look(lambda tx: [_resource(shared, *row) for row in tx.rows(
            "SELECT address, mturk_id, digest, attributes, generation, protect, status "
            "FROM resources"
        )])  # fmt: skip

    def unresolved(self) -> Sequence[Intent]:
        """Effects whose outcome nobody knows, oldest first."""
        return self._database.look(lambda tx: [_intent(tx, *row) for row in tx.rows(
            _INTENT + "WHERE status IN ('open', 'uncertain') ORDER BY created_at, intent_id"
        )])  # fmt: skip

    @property
    def rebuilt(self) -> bool:
        """Whether the state was lost and found again, and not gone through since."""
        return bool(self._one("SELECT COUNT(*) FROM rebuilds WHERE ended_at IS NULL"))

    def committed_cents(self) -> int:
        """Worst-case money of what happened or may have happened."""
        return int(self._one(
            "SELECT COALESCE(SUM(cost_cents), 0) FROM intents "
            "WHERE status NOT IN ('refused', 'superseded')"
        ))  # fmt: skip

    def ledger(self) -> Sequence[LedgerEntry]:
        """Every deed, in the order in which they were recorded."""
        return self._database.look(lambda tx: list(deeds.ledger(tx)))

    @property
    def plan_key(self) -> bytes:
        """Seals saved plans; it leaves the state in no other form."""
        return bytes.fromhex(str(self._one("SELECT plan_key FROM meta")))

    def used_plan(self, plan_id: str) -> str:
        """When and by whom a saved plan was applied; empty while nobody did."""
        row = self._database.look(lambda tx: tx.one(
            "SELECT used_at, who FROM used_plans u JOIN runs r ON r.epoch = u.epoch "
            "WHERE plan_id = ?",
            plan_id,
        ))  # fmt: skip
        return "{:.16} UTC by {}".format(*row) if row else ""

    def _one(self, sql: str) -> Any:  # a column's type is known by its reader
        row = self._database.look(lambda tx: tx.one(sql))
        return row[0] if row else None


class SqlSession(SqlReader):
    """Writes a state; only the holder of the lock has one."""

    def __init__(self, database: Database, epoch: int, identity: Identity, clock: Clock) -> None:
        super().__init__(database)
        self._epoch, self._identity, self._clock = epoch, identity, clock

    @property
    def epoch(self) -> int:
        """Counts the runs that wrote into this state."""
        return self._epoch

    def still_mine(self) -> bool:
        """Whether no other run has taken the state over."""
        return int(self._one("SELECT epoch FROM meta")) == self._epoch

    def claim(
        self,
        calls: Sequence[ApiCall],
        recorded: Iterable[Recorded] = (),
        resources: Iterable[Resource] = (),
    ) -> Sequence[Intent]:
        """Record what has ended, then intents and open attempts, all or none."""
        now, outcomes, finished = self._clock().isoformat(), list(recorded), list(resources)

        def work(tx: Transaction) -> list[Intent]:
            if outcomes or finished:
                self._end(tx, outcomes, finished, now)
            return [self._claim(tx, call, now) for call in calls]

        try:
            return self._write(work)
        except Violation as error:
            if "budget exceeded" in str(error):
                msg = "the next effect would pass the campaign's budget; nothing of it was sent"
                raise Blocked(msg) from error
            raise

    def _write(self, work: Callable[[Transaction], T]) -> T:
        """One transaction, refused when another run has taken over since."""

        def fenced(tx: Transaction) -> T:
            row = tx.one("SELECT epoch FROM meta")
            if row is None or row[0] != self._epoch:
                msg = "another run has taken over the state; nothing more is sent"
                raise Stale(msg)
            recording = Recording(tx)
            result = work(recording)
            append(recording, self._epoch, self._clock())
            return result

        return self._database.transact(fenced)

    def _claim(self, tx: Transaction, call: ApiCall, now: str) -> Intent:
        intent = self._find(tx, call) or self._insert(tx, call, now, self._first_status(tx, call))
        one_shot = call.effect is EffectClass.ONE_SHOT
        if intent.status != "done" and not (one_shot and intent.status == "uncertain"):
            self._attempt(tx, intent, one_shot, now)
        return intent

    def _find(self, tx: Transaction, call: ApiCall) -> Intent | None:
        row = tx.one(
            # Setting a value again is a new effect: A, then B, then A must end in A.
            _INTENT + "WHERE op = ? AND logical_key = ? AND generation = ? "
            "AND (status IN ('planned', 'open', 'uncertain') "
            "OR (status = 'done' AND class <> 'absolute'))",
            call.operation, call.logical_key, call.generation,
        )  # fmt: skip
        return _intent(tx, *row) if row else None

    def _first_status(self, tx: Transaction, call: ApiCall) -> str:
        """What nobody remembers may have been mailed before the state was lost."""
        if call.effect is not EffectClass.ONE_SHOT:
            return "open"
        rebuilt = tx.one("SELECT 1 FROM rebuilds WHERE ended_at IS NULL")
        return "uncertain" if rebuilt else "open"

    def _insert(self, tx: Transaction, call: ApiCall, now: str, status: str) -> Intent:
        """The new intent, made of what was written: it is what a later run will read."""
        request, token, intent_id = dict(call.parameters), None, uuid4().hex
        if call.effect is EffectClass.TOKEN:
            token = self._token(tx, call)
            request["UniqueRequestToken"] = token
        written = _dump(masked(request, self._key_in(tx)))
        tx.execute(
            "INSERT INTO intents (intent_id, op, class, address, logical_key, generation, request, "
            "token, cost_cents, why, created_epoch, created_at, status) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            intent_id, call.operation, call.effect.value, str(call.address), call.logical_key,
            call.generation, written, token, call.cost.cents,
            call.why, self._epoch, now, status,
        )  # fmt: skip
        deeds.insert(tx, intent_id, call, self._identity, now)
        if status == "uncertain":
            deeds.hold(tx, intent_id)
        return _intent(
            tx, intent_id, call.operation, call.logical_key, call.generation, written, status,
            None, str(call.address), None, None, call.effect.value, None, None, call.why,
        )  # fmt: skip

    def _token(self, tx: Transaction, call: ApiCall) -> str:
        """Refused effects keep their token; a later try of the same effect has one of its own."""
        row = tx.one(
            "SELECT COUNT(*) FROM intents WHERE op = ? AND logical_key = ? AND generation = ?",
            call.operation, call.logical_key, call.generation,
        )  # fmt: skip
        tries = row[0] if row else 0
        key = call.logical_key if not tries else f"{call.logical_key}\0{tries}"
        return self._identity.token(call.operation, key, call.generation)

    def _key_in(self, tx: Transaction) -> Naming:
        return lambda worker: remember(tx, self._identity, worker)

    def _attempt(self, tx: Transaction, intent: Intent, one_shot: bool, now: str) -> None:
        tx.execute(
            "INSERT INTO attempts (intent_id, n, epoch, one_shot, started_at) VALUES "
            "(?, (SELECT COUNT(*) + 1 FROM attempts WHERE intent_id = ?), ?, ?, ?)",
            intent.intent_id, intent.intent_id, self._epoch, int(one_shot), now,
        )  # fmt: skip
        if intent.status != "open":
            tx.execute("UPDATE intents SET status = 'open' WHERE intent_id = ?", intent.intent_id)

    def record(self, recorded: Iterable[Recorded], resources: Iterable[Resource]) -> None:
        """Close attempts and store finished objects in one transaction."""
        now, outcomes, finished = self._clock().isoformat(), list(recorded), list(resources)
        self._write(lambda tx: self._end(tx, outcomes, finished, now))

    def _end(
        self, tx: Transaction, outcomes: list[Recorded], finished: list[Resource], now: str
    ) -> None:
        for item in outcomes:
            self._close(tx, item, now)
        for resource in finished:
            self._put(tx, resource)
        tx.execute(_NEXT_SERIAL)

    def _close(self, tx: Transaction, item: Recorded, now: str) -> None:
        outcome = item.outcome
        tx.execute(
            "UPDATE attempts SET status = ?, finished_at = ?, http_status = ?, request_id = ?, "
            "code = ?, turk_code = ?, message = ? WHERE intent_id = ? AND status = 'started'",
            outcome.kind.value, now, outcome.http_status, outcome.request_id, outcome.code,
            outcome.turk_code, without_names(tx, outcome.message, item.intent_id), item.intent_id,
        )  # fmt: skip
        known = masked(item.reply, self._key_in(tx))
        reply = _dump(known) if outcome.kind is OutcomeKind.OK or known else None
        tx.execute(
            # A later try that was refused unseen proves nothing of an earlier one whose reply was
            # lost: the effect stays in doubt.
            "UPDATE intents SET reply = ?, status = CASE WHEN ? = 'planned' AND EXISTS (SELECT 1 "
            "FROM attempts a WHERE a.intent_id = intents.intent_id AND a.status = 'unknown') "
            "THEN 'uncertain' ELSE ? END WHERE intent_id = ?",
            reply, item.status, item.status, item.intent_id,
        )  # fmt: skip
        deeds.settle(tx, item, self._identity)

    def _put(self, tx: Transaction, resource: Resource) -> None:
        tx.execute(
            _PUT,
            str(resource.address), resource.address.kind, resource.mturk_id, resource.digest,
            _dump(resource.attributes), resource.generation, int(resource.protect),
            resource.status,
        )  # fmt: skip

    def sign(self, source: Provenance) -> None:
        """Note from which commit and with which version this run works."""
        self._write(lambda tx: tx.execute(
            "UPDATE runs SET tool_version = ?, git_commit = ?, git_dirty = ? WHERE epoch = ?",
            source.tool_version, source.commit, int(source.dirty), self._epoch,
        ))  # fmt: skip

    def use_plan(self, plan_id: str) -> None:
        """Remember that a saved plan is spent; the second time is refused."""
        try:
            self._write(lambda tx: tx.execute(
                "INSERT INTO used_plans (plan_id, epoch, used_at) VALUES (?, ?, ?)",
                plan_id, self._epoch, self._clock().isoformat(),
            ))  # fmt: skip
        except Violation as error:
            msg = "the saved plan was applied already; a saved plan is used once"
            raise Stale(msg) from error

    def adopt(self, resources: Sequence[Resource]) -> None:
        """Store live objects that the state did not know."""
        now, found = self._clock().isoformat(), list(resources)

        def work(tx: Transaction) -> None:
            for resource in found:
                self._put(tx, resource)
            tx.execute("INSERT INTO rebuilds (at) VALUES (?) ON CONFLICT DO NOTHING", now)
            tx.execute(_NEXT_SERIAL)

        self._write(work)

    def rule(self, ruling: Ruling) -> None:
        """Record what a person says of an effect in doubt, and what follows."""
        now = self._clock().isoformat()
        self._write(lambda tx: rulings.give(tx, ruling, self._identity, self._epoch, now))

    def end_rebuild(self) -> None:
        """Everything that was due has been gone through."""
        if self.rebuilt:
            now = self._clock().isoformat()
            self._write(lambda tx: tx.execute(
                "UPDATE rebuilds SET ended_at = ? WHERE ended_at IS NULL", now
            ))  # fmt: skip

    def forget(self, address: Address) -> None:
        """Drop an object from the state without touching the service."""

        def work(tx: Transaction) -> None:
            tx.execute("DELETE FROM resources WHERE address = ?", str(address))
            tx.execute(_NEXT_SERIAL)

        self._write(work)


def _resource(
    shared: dict[str, str],
    address: str, mturk_id: str, digest: str, attributes: str, generation: int, protect: int,
    status: str,
) -> Resource:  # fmt: skip
    return Resource(
        Address.parse(address), mturk_id, digest, _small(json.loads(attributes), shared),
        generation, bool(protect), status,
    )  # fmt: skip


def _small(attributes: dict[str, Any], shared: dict[str, str]) -> dict[str, Any]:
    """Names, and the values that many objects have in common, once in memory for all of them."""
    return {
        shared.setdefault(name, name): shared.setdefault(value, value)
        if isinstance(value, str) and name in _COMMON
        else value
        for name, value in attributes.items()
    }


def _intent(
    tx: Transaction, intent_id: str, op: str, key: str, generation: int, request: str, status: str,
    reply: str | None, address: str, first: str | None, message: str | None, effect: str,
    last: str | None, request_id: str | None, why: str,
) -> Intent:  # fmt: skip
    return Intent(
        intent_id, op, key, generation, unmasked(_load(request), tx), status,
        unmasked(_load(reply), tx) if reply else {},
        datetime.fromisoformat(first) if first else None, address, message or "",
        EffectClass(effect), datetime.fromisoformat(last) if last else None, request_id or "", why,
    )  # fmt: skip


def _dump(value: Mapping[str, Any]) -> str:
    return _ENCODER.encode(value)


def _time(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"__time__": value.astimezone(UTC).isoformat()}
    raise TypeError(type(value).__name__)


_ENCODER = json.JSONEncoder(default=_time, separators=(",", ":"), ensure_ascii=False)


def _load(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(text, object_hook=_from_time)
    return loaded


def _from_time(value: dict[str, Any]) -> Any:  # JSON, or the time that stands in it
    return datetime.fromisoformat(value["__time__"]) if value.keys() == {"__time__"} else value
