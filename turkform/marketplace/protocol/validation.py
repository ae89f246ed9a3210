"""Requests against the service model: every constraint that SDKs leave to the server.

The text is the front end's own (API reference 3.3), with member paths in lowerCamelCase.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias, cast

from turkform.marketplace.json_types import Json, JsonObject
from turkform.marketplace.protocol.errors import MTurkError, invalid_value, validation_exception
from turkform.marketplace.protocol.model import ListShape, Shape, StructureShape

Check: TypeAlias = Callable[[Json, str], Iterator[str]]

_SURROGATES: Final = re.compile(rb"\\[uU][dD][89a-fA-F]|\xed[\xa0-\xbf]")
_INTEGER_LIMITS: Final = {"integer": 2**31, "long": 2**63}


def parse_body(body: bytes) -> JsonObject:
    """Return the request's members; null members of structures count as absent."""
    try:
        members = json.loads(body or b"{}", parse_constant=_refuse_constant)
        if _SURROGATES.search(body):
            # half of a pair cannot be stored or sent back; encoding it raises a ValueError
            json.dumps(members, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise serialization_exception("Could not parse the request body as JSON") from None
    if not isinstance(members, dict):
        raise serialization_exception("Start of structure or map found where not expected.")
    if b"u0000" in body:
        _refuse_nul(members)
    return _without_nulls(members) if b"null" in body else members


def _without_nulls(members: JsonObject) -> JsonObject:
    return {name: _cleaned(value) for name, value in members.items() if value is not None}


def _cleaned(value: Json) -> Json:
    if isinstance(value, dict):
        return _without_nulls(value)
    return [_cleaned(one) for one in value] if isinstance(value, list) else value


def _refuse_nul(members: JsonObject) -> None:
    """No database but SQLite stores the character NUL, and no XML can carry it."""
    for name, value in members.items():
        if _has_nul(value):
            raise invalid_value(name, str(value).replace("\x00", ""))


def _has_nul(value: Json) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_has_nul(one) for one in value.values())
    return isinstance(value, list) and any(map(_has_nul, value))


def serialization_exception(text: str) -> MTurkError:
    """The request is not JSON, or a member has another type than the model says."""
    return MTurkError("SerializationException", text, stamped=False)


def compile_check(shape: StructureShape) -> Callable[[JsonObject], JsonObject]:
    """Return a function that checks a request and gives it back; nothing unknown is let through."""
    check = _structure(shape)

    def run(request: JsonObject) -> JsonObject:
        problems = list(check(request, ""))
        if problems:
            raise validation_exception(_summary(problems))
        return request

    return run


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _summary(problems: list[str]) -> str:
    noun = "error" if len(problems) == 1 else "errors"
    return f"{len(problems)} validation {noun} detected: {'; '.join(problems)}"


def _compile(shape: Shape) -> Check:
    if shape.type_name == "structure":
        return _structure(cast("StructureShape", shape))
    if shape.type_name == "list":
        return _list(cast("ListShape", shape))
    if shape.type_name == "string":
        return _string(shape)
    return _scalar(shape)


def _structure(shape: StructureShape) -> Check:
    members = {name: _compile(member) for name, member in shape.members.items()}
    required = frozenset(shape.required_members)

    def check(value: Json, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            raise serialization_exception(_unexpected(value, "structure"))
        unknown = value.keys() - members.keys()
        if unknown:
            raise serialization_exception(f"Unknown member: {min(unknown)}")
        for name, member in members.items():
            inner = _join(path, name)
            found = value.get(name)
            if found is not None:
                yield from member(found, inner)
            elif name in required:
                yield _problem(None, inner, "Member must not be null")

    return check


def _list(shape: ListShape) -> Check:
    member = _compile(shape.member)

    def check(value: Json, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            raise serialization_exception(_unexpected(value, "list"))
        for number, item in enumerate(value, start=1):
            inner = f"{path}.{number}.member"
            if item is None:
                yield _problem(None, inner, "Member must not be null")
            else:
                yield from member(item, inner)

    return check


def _string(shape: Shape) -> Check:
    constraints = list(_string_constraints(shape.metadata))

    def check(value: Json, path: str) -> Iterator[str]:
        if not isinstance(value, str):
            raise serialization_exception(_unexpected(value, "string"))
        for holds, text in constraints:
            if not holds(value):
                yield _problem(value, path, text)

    return check


def _string_constraints(
    metadata: Mapping[str, object],
) -> Iterator[tuple[Callable[[str], bool], str]]:
    low, high = metadata.get("min"), metadata.get("max")
    pattern, enum = metadata.get("pattern"), metadata.get("enum")
    if isinstance(high, int):
        text = f"Member must have length less than or equal to {high}"
        yield (lambda value: len(value) <= high), text
    if isinstance(low, int):
        text = f"Member must have length greater than or equal to {low}"
        yield (lambda value: len(value) >= low), text
    if isinstance(pattern, str):
        matches = re.compile(pattern.removeprefix("^").removesuffix("$")).fullmatch
        text = f"Member must satisfy regular expression pattern: {pattern}"
        yield (lambda value: matches(value) is not None), text
    if isinstance(enum, list):
        text = f"Member must satisfy enum value set: [{', '.join(enum)}]"
        yield (lambda value: value in enum), text


def _scalar(shape: Shape) -> Check:
    accepts = _ACCEPTED[shape.type_name]
    low, high = shape.metadata.get("min"), shape.metadata.get("max")

    def check(value: Json, path: str) -> Iterator[str]:
        if not accepts(value):
            raise serialization_exception(_unexpected(value, shape.type_name))
        if isinstance(low, int) and isinstance(value, int) and value < low:
            yield _problem(value, path, f"Member must have value greater than or equal to {low}")
        if isinstance(high, int) and isinstance(value, int) and value > high:
            yield _problem(value, path, f"Member must have value less than or equal to {high}")

    return check


def _is_integer(limit: int) -> Callable[[Json], bool]:
    def accepts(value: Json) -> bool:
        return type(value) is int and -limit <= value < limit

    return accepts


def _is_boolean(value: Json) -> bool:
    return isinstance(value, bool)


def _is_timestamp(value: Json) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


_ACCEPTED: Final[Mapping[str, Callable[[Json], bool]]] = {
    "integer": _is_integer(_INTEGER_LIMITS["integer"]),
    "long": _is_integer(_INTEGER_LIMITS["long"]),
    "boolean": _is_boolean,
    "timestamp": _is_timestamp,
}


def _unexpected(value: Json, wanted: str) -> str:
    names = {bool: "TRUE_VALUE", int: "NUMBER_VALUE", float: "DECIMAL_VALUE", str: "STRING_VALUE"}
    if isinstance(value, dict | list):
        return "Start of structure or map found where not expected."
    found = names.get(type(value), "NULL_VALUE")
    return f"{found} can not be converted to {wanted.capitalize()}"


def _join(path: str, name: str) -> str:
    return f"{path}.{_lower_camel(name)}" if path else _lower_camel(name)


def _lower_camel(name: str) -> str:
    """Return `hITId` for `HITId`, as the service's own names come out: first letter lowered."""
    return name[:1].lower() + name[1:]


def _problem(value: str | int | None, path: str, constraint: str) -> str:
    shown = "null" if value is None else f"'{value}'"
    return f"Value {shown} at '{path}' failed to satisfy constraint: {constraint}"
