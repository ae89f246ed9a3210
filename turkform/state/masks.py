"""Worker ids stand in one table only; requests and replies hold the keys that stand for them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from turkform.core.identity import Identity
from turkform.state.database import Transaction

_ONE, _MANY, _KEY = "WorkerId", "WorkerIds", "__worker__"
Naming: TypeAlias = Callable[[str], str]


def remember(tx: Transaction, identity: Identity, worker: str) -> str:
    """The key of a worker, who is in the table afterwards."""
    key = identity.worker_key(worker)
    tx.execute(
        "INSERT INTO workers (worker_key, worker_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        key, worker,
    )  # fmt: skip
    return key


def masked(members: Mapping[str, Any], key_of: Naming) -> dict[str, Any]:
    """The members of a request or reply with keys in the place of worker ids."""

    def key(worker: Any) -> Any:
        return {_KEY: key_of(worker)} if isinstance(worker, str) else worker

    return _replaced(members, key)


def unmasked(members: Mapping[str, Any], tx: Transaction) -> dict[str, Any]:
    """The same with the ids again; of a worker who was erased, nothing is left."""

    def name(worker: Any) -> Any:
        if not isinstance(worker, Mapping) or _KEY not in worker:
            return worker
        row = tx.one("SELECT worker_id FROM workers WHERE worker_key = ?", worker[_KEY])
        return str(row[0]) if row and row[0] else ""

    return _replaced(members, name)


def _replaced(value: Mapping[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: _member(name, inner, change) for name, inner in value.items()}


def _member(name: str, value: Any, change: Callable[[Any], Any]) -> Any:
    if name == _ONE:
        return change(value)
    if name == _MANY:
        return [change(one) for one in value]
    if isinstance(value, str):  # nearly all of them: asked before what is slow to ask
        return value
    if isinstance(value, Mapping):
        return _replaced(value, change)
    if isinstance(value, list | tuple):
        return [_replaced(one, change) if isinstance(one, Mapping) else one for one in value]
    return value


def without_names(tx: Transaction, text: str, intent_id: str) -> str:
    """What the service said of an effect, with keys for the workers whom it was about."""
    if not text:
        return ""
    for key, worker in tx.rows(
        "SELECT w.worker_key, w.worker_id FROM deeds d JOIN workers w "
        "ON w.worker_key = d.worker_key WHERE d.intent_id = ?",
        intent_id,
    ):
        text = text.replace(str(worker), str(key)) if worker else text
    return text
