"""What a configuration wants of an object whose declared fields are small."""

import hashlib
import json
from dataclasses import dataclass, replace

from turkform.core.addresses import Address
from turkform.core.changes import FieldChange
from turkform.core.diagnostics import SourceSpan
from turkform.core.json_types import Json, JsonObject


def digest_of(value: Json) -> str:
    """Sixteen bytes of SHA-256 over the canonical JSON, in hex."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Wanted:
    """`fields` is JSON in the kind's own vocabulary; the state keeps it as attributes."""

    address: Address
    fields: JsonObject
    digest: str
    span: SourceSpan
    depends_on: tuple[Address, ...] = ()
    protect: bool = False
    ignore: tuple[str, ...] = ()


def keeping(desired: Wanted, now: JsonObject) -> Wanted:
    """The wish, with every field that it looks away from as it is: nothing sends it again."""
    kept = {name: now[name] for name in desired.ignore if name in now}
    return replace(desired, fields={**desired.fields, **kept}) if kept else desired


def differences(before: JsonObject, after: JsonObject) -> tuple[FieldChange, ...]:
    """The fields of `after` that `before` has otherwise, in the order of `after`."""
    return tuple(
        FieldChange(name, before.get(name), value)
        for name, value in after.items()
        if before.get(name) != value
    )


def live_values(
    prior: JsonObject, observed: JsonObject | None, declared: JsonObject
) -> dict[str, Json]:
    """What is there now of the declared fields: as read, or as last written where unreadable."""
    seen = observed or {}
    return {name: seen[name] if name in seen else prior.get(name) for name in declared}
