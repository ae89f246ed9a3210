"""Every way in which the members of a request can break the service model, read from the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from turkform.marketplace.protocol.model import service_model

_TOO_MUCH: Final = "Member must have {} less than or equal to {}"
_TOO_LITTLE: Final = "Member must have {} greater than or equal to {}"


@dataclass(frozen=True)
class Violation:
    """A value that breaks one constraint, where the message says it is, and what it says."""

    value: Any
    path: str
    constraint: str
    shown: str


def sample(operation: str) -> dict[str, Any]:
    """Return members that the model accepts, whatever they mean."""
    members: dict[str, Any] = _sample(service_model().operation_model(operation).input_shape)
    return members


def violations(operation: str) -> Iterator[Violation]:
    """Yield whole requests, each of which breaks one constraint of the model."""
    shape: Any = service_model().operation_model(operation).input_shape
    yield from _of_structure(shape, "")


def _sample(shape: Any) -> Any:
    if shape.type_name == "structure":
        return {name: _sample(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [_sample(shape.member)]
    if shape.type_name == "string":
        return shape.metadata.get("enum", ["A1" if "Amount" not in shape.name else "1"])[0]
    return {"timestamp": 0, "boolean": True}.get(shape.type_name, 60)


def _of(shape: Any, path: str) -> Iterator[Violation]:
    if shape.type_name == "structure":
        yield from _of_structure(shape, path)
    elif shape.type_name == "list":
        for one in _of(shape.member, f"{path}.1.member"):
            yield replace(one, value=[one.value])
    elif shape.type_name == "string":
        yield from _of_string(shape.metadata, path)
    elif shape.type_name in {"integer", "long"}:
        yield from _of_number(shape.metadata, path)


def _of_structure(shape: Any, path: str) -> Iterator[Violation]:
    base = _sample(shape)
    for name, member in shape.members.items():
        inner = f"{path}.{_camel(name)}" if path else _camel(name)
        for one in _of(member, inner):
            yield replace(one, value={**base, name: one.value})
        if name in shape.required_members:
            rest = {key: value for key, value in base.items() if key != name}
            yield Violation(rest, inner, "Member must not be null", "null")


def _of_string(rules: Any, path: str) -> Iterator[Violation]:
    if "max" in rules:
        text = "A" * (rules["max"] + 1)
        yield Violation(text, path, _TOO_MUCH.format("length", rules["max"]), f"'{text}'")
    if rules.get("min") and "pattern" not in rules:
        yield Violation("", path, _TOO_LITTLE.format("length", rules["min"]), "''")
    if "pattern" in rules:
        pattern = rules["pattern"]
        constraint = f"Member must satisfy regular expression pattern: {pattern}"
        yield Violation("$", path, constraint, "'$'")
    if "enum" in rules:
        constraint = f"Member must satisfy enum value set: [{', '.join(rules['enum'])}]"
        yield Violation("Nonsense", path, constraint, "'Nonsense'")


def _of_number(rules: Any, path: str) -> Iterator[Violation]:
    if "max" in rules:
        wrong = rules["max"] + 1
        yield Violation(wrong, path, _TOO_MUCH.format("value", rules["max"]), f"'{wrong}'")
    if "min" in rules:
        wrong = rules["min"] - 1
        yield Violation(wrong, path, _TOO_LITTLE.format("value", rules["min"]), f"'{wrong}'")


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]
