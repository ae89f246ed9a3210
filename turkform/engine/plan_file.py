"""Saved plans: JSON, sealed, bound to one state at one moment, used once (design section 4).

Nothing of the file is ever performed. Apply makes the plan again and performs that, after it was
found equal: the file says what was approved, and cannot say what is done.
"""

import hashlib
import hmac
import json
import os
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, Protocol

from pydantic import ValidationError

from turkform.core.errors import Stale, TurkformError
from turkform.core.plan import Binding, FollowUpGroup, Plan
from turkform.engine.plan_document import (
    PlanDocument,
    cost_of,
    encode,
    saved_change,
    saved_deed,
)

LIFE = timedelta(hours=24)
_SKEW = timedelta(minutes=5)
MAX_BYTES = 256 * 1_048_576
_PARTS = 3  # differing inputs that a message names


class PlanState(Protocol):
    """What a saved plan asks the state (part of `StateReader`)."""

    @property
    def plan_key(self) -> bytes: ...

    def used_plan(self, plan_id: str) -> str: ...


def sealed(document: PlanDocument, key: bytes) -> PlanDocument:
    """The document with its seal."""
    return document.model_copy(update={"seal": _seal(document, key)})


def save(
    path: Path,
    plan: Plan,
    plan_id: str,
    origin: Mapping[str, str],
    variables: Mapping[str, str],
    key: bytes,
) -> None:
    """Write a plan for `apply FILE`; only an older plan is ever overwritten."""
    if path.exists() and not _is_plan(path):
        msg = f"{path} exists and is no saved plan; it is not overwritten. Choose another --out."
        raise TurkformError(msg)
    document = sealed(encode(plan, plan_id, origin, variables), key)
    _write(path, document.model_dump_json(indent=1).encode() + b"\n")


def read(path: Path) -> PlanDocument:
    """Read and check the form; whether it may be used is `check_usable`'s to say."""
    data = _bytes(path)
    try:
        content = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
        return PlanDocument.model_validate_json(json.dumps(content))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        msg = f"{path} is not a saved plan of this version: {place}: {first['msg']}."
        raise TurkformError(f"{msg} Make one with turkform plan --out.") from error
    except (ValueError, RecursionError) as error:
        msg = f"{path} is not a saved plan: it is not JSON. Make one with turkform plan --out."
        raise TurkformError(msg) from error


def check_seal(document: PlanDocument, key: bytes) -> None:
    """`Stale` where anything in the file is not as it was saved, or another state sealed it."""
    if not hmac.compare_digest(document.seal, _seal(document, key)):
        _refuse("its seal does not fit: the file was edited, or made with another state")


def check_environment(document: PlanDocument, environment: str) -> None:
    """`Stale` where a plan of one environment would be applied to another."""
    made_for = document.binding.environment
    if made_for != environment:
        _refuse(f"it was made for the environment {made_for}, not {environment}")


def check_usable(document: PlanDocument, binding: Binding, state: PlanState, now: datetime) -> None:
    """`Stale` unless this is the state, the moment and the input that the plan was made for."""
    bound = document.binding
    check_environment(document, binding.environment)
    check_seal(document, state.plan_key)
    if used := state.used_plan(document.plan_id):
        _refuse(f"it was applied already ({used}); a saved plan is used once")
    age = now - document.created_at
    if age > LIFE or age < -_SKEW:
        _refuse(f"it was made at {document.created_at:%Y-%m-%d %H:%M} UTC and lives for 24 hours")
    for name in ("endpoint", "account", "campaign", "lineage"):
        before, after = getattr(bound, name), getattr(binding, name)
        if before != after:
            _refuse(f"it was made for the {name} {before}, not {after}")
    if bound.serial != binding.serial:
        _refuse(f"the state has changed since (serial {bound.serial} then, {binding.serial} now)")
    if changed := sorted(_differing(bound.inputs, binding.inputs)):
        more = f" and {len(changed) - _PARTS} more" if len(changed) > _PARTS else ""
        _refuse(f"{', '.join(changed[:_PARTS])}{more} changed since")


def check_same(document: PlanDocument, plan: Plan) -> None:
    """`Stale` where the plan made now differs from the saved one in any change."""
    before = {change.address: change for change in document.changes}
    after = {str(change.address): saved_change(change) for change in plan.changes}
    for address in [*before, *(a for a in after if a not in before)]:
        old, new = before.get(address), after.get(address)
        if old != new:
            was = old.action.value if old else "nothing"
            now = new.action.value if new else "nothing"
            what = f"{was} then, {now} now" if was != now else f"{was}, but not the same"
            _refuse(f"what is live has changed since: {address}: {what}")


def approved(document: PlanDocument, plan: Plan) -> Plan:
    """The plan without deeds that became due since: nobody has seen them, the next plan shows them.

    `Stale` where a deed that was approved is no longer due, or would be another one now.
    """
    wanted = {
        deed.address: (group.rule, deed) for group in document.follow_ups for deed in group.items
    }
    found = {
        str(item.address): (group.rule, saved_deed(item))
        for group in plan.follow_ups
        for item in group.items
    }
    for address, deed in wanted.items():
        if found.get(address) != deed:
            how = "it is another one now" if address in found else "it is not due any more"
            _refuse(f"what is due has changed since: {address}: {how}")
    groups = (_only(group, wanted.keys()) for group in plan.follow_ups)
    money = replace(
        plan.finances,
        now=cost_of(document.finances.now),
        released=cost_of(document.finances.released),
    )
    return replace(plan, follow_ups=tuple(groups), finances=money)


def _only(group: FollowUpGroup, wanted: Collection[str]) -> FollowUpGroup:
    items = tuple(item for item in group.items if str(item.address) in wanted)
    kept = (
        replace(batch, deeds=tuple(one for one in batch.deeds if str(one.address) in wanted))
        for batch in group.batches
    )
    batches = tuple(batch for batch in kept if batch.deeds)
    emails = len(items) if group.emails else 0
    return replace(group, items=items, batches=batches, emails=emails)


def _refuse(why: str) -> NoReturn:
    msg = f"the saved plan cannot be applied: {why}.\nNothing was sent. Make a new plan with --out."
    raise Stale(msg)


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    return (name for name in {*before, *after} if before.get(name) != after.get(name))


def _seal(document: PlanDocument, key: bytes) -> str:
    content = document.model_dump(mode="json", exclude={"seal"})
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode) or facts.st_size > MAX_BYTES:
                msg = f"{path} is not a saved plan: no regular file, or too large."
                raise TurkformError(msg)
            return file.read()
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise TurkformError(msg) from error


def _is_plan(path: Path) -> bool:
    try:
        read(path)
    except TurkformError:
        return False
    return True


def _write(path: Path, data: bytes) -> None:
    """All or nothing, readable by the owner only: a plan may name workers."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        msg = f"{path} cannot be written: {error.strerror}."
        raise TurkformError(msg) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        msg = "a name stands twice"
        raise ValueError(msg)
    return made


def _no_constant(text: str) -> NoReturn:
    msg = f"{text} is not JSON"
    raise ValueError(msg)
