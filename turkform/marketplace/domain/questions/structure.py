"""A small description of element structure: which children, in which order, how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from lxml import etree

from turkform.marketplace.domain.questions.xml import (
    MAX_DEPTH,
    QuestionError,
    children,
    local_name,
    located,
    namespace,
    text_of,
)

ANY: Final = 1_000_000
CheckText: TypeAlias = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Child:
    """One child element, or one of several alternatives, and how often it may stand here."""

    names: tuple[str, ...]
    low: int = 1
    high: int = 1


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: whether it must be there, and what its value may be."""

    required: bool
    check: CheckText | None = None


def optional(check: CheckText | None = None) -> Attribute:
    """Return an attribute that may be absent."""
    return Attribute(required=False, check=check)


def required(check: CheckText | None = None) -> Attribute:
    """Return an attribute that must be there."""
    return Attribute(required=True, check=check)


@dataclass(frozen=True, slots=True)
class Element:
    """What may stand in an element: children in order, or text that `check` accepts."""

    children: tuple[Child, ...] = ()
    check: CheckText | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


Schema: TypeAlias = Mapping[str, Element]


def check(root: etree._Element, schema: Schema, uri: str) -> None:
    """Check a whole document; `QuestionError` names the first thing that does not fit."""
    _check(root, schema, uri, 0)


def _check(element: etree._Element, schema: Schema, uri: str, depth: int) -> None:
    name = local_name(element)
    if depth > MAX_DEPTH:
        raise located(element, "Elements are nested too deeply.")
    if namespace(element) != uri:
        found = namespace(element) or "none"
        raise located(element, f"Element '{name}' has the namespace {found}; expected {uri}")
    rule = schema[name]
    _check_attributes(element, rule)
    inner = children(element)
    _check_order(element, inner, rule.children)
    if not rule.children and rule.check and (problem := rule.check(text_of(element))):
        raise located(element, f"Element '{name}': {problem}")
    for child in inner:
        _check(child, schema, uri, depth + 1)


def _check_attributes(element: etree._Element, rule: Element) -> None:
    for name in map(str, element.attrib):
        if not name.startswith("{") and name not in rule.attributes:
            raise QuestionError(
                f"cvc-complex-type.3.2.2: Attribute '{name}' is not allowed to appear in "
                f"element '{local_name(element)}'."
            )
    for name, attribute in rule.attributes.items():
        value = element.get(name)
        if value is None:
            if attribute.required:
                raise QuestionError(
                    f"cvc-complex-type.4: Attribute '{name}' must appear on element "
                    f"'{local_name(element)}'."
                )
        elif attribute.check and (problem := attribute.check(value.strip())):
            raise located(element, f"Attribute '{name}' of '{local_name(element)}': {problem}")


def _check_order(
    parent: etree._Element, inner: Sequence[etree._Element], wanted: Sequence[Child]
) -> None:
    rest = list(inner)
    expected: tuple[str, ...] = ()
    for child in wanted:
        count = 0
        while rest and count < child.high and local_name(rest[0]) in child.names:
            rest.pop(0)
            count += 1
        expected = _expected(child, count, expected)
        if count < child.low:
            raise _misplaced(parent, rest, expected)
    if rest:
        raise _misplaced(parent, rest, expected)


def _expected(child: Child, count: int, before: tuple[str, ...]) -> tuple[str, ...]:
    """Return what may stand next: whatever was optional until now stays possible."""
    more = child.names if count < child.high else ()
    return (*before, *more) if count == 0 else more


def _misplaced(
    parent: etree._Element, rest: Sequence[etree._Element], expected: tuple[str, ...]
) -> QuestionError:
    """Return the error in the words of the service's parser (API reference 3.3)."""
    uri = namespace(parent)
    names = ", ".join(f'"{uri}":{name}' for name in expected)
    if not rest:
        name = local_name(parent)
        return QuestionError(
            f"cvc-complex-type.2.4.b: The content of element '{name}' is not complete. "
            f"One of '{{{names}}}' is expected."
        )
    found = f"Invalid content was found starting with element '{local_name(rest[0])}'."
    if not expected:
        return QuestionError(
            f"cvc-complex-type.2.4.d: {found} No child element is expected at this point."
        )
    return QuestionError(f"cvc-complex-type.2.4.a: {found} One of '{{{names}}}' is expected.")
