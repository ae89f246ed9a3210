"""The fields of an HTMLQuestion's document: native controls and Crowd HTML Elements."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from lxml import html

from turkform.marketplace.domain.questions.form import Pattern
from turkform.marketplace.external_submit import RESERVED
from turkform.marketplace.simulation.questions import Asked

CROWD_FORM: Final = "crowd-form"
_UNSENT: Final = frozenset({"submit", "button", "reset", "image", "file"})
_GROUPED: Final = frozenset({"radio", "checkbox"})
_SEVERAL: Final = "multi-select"


def is_crowd(document: str) -> bool:
    """Tell whether a document's form is a crowd-form, which answers with one object."""
    return f"<{CROWD_FORM}" in document


def page_fields(document: str) -> list[Asked]:
    """Return the fields in their order; radio buttons and boxes of one name are one field."""
    found: dict[str, Asked] = {}
    for element in html.fromstring(document).iter("*"):
        asked = _asked(element)
        if asked is None or not asked.name or asked.name in RESERVED:
            continue
        known = found.get(asked.name)
        found[asked.name] = asked if known is None else _joined(known, asked)
    return list(found.values())


def _asked(element: html.HtmlElement) -> Asked | None:
    tag = str(element.tag)
    if tag == "input":
        return _input(element, element.get("type", "text").lower())
    if tag == "select":
        return _select(element)
    if tag in {"textarea", "crowd-text-area"}:
        return _text(element, tag, element.get("value", ""))
    if tag.startswith("crowd-"):
        return _crowd(element, tag)
    return None


def _input(element: html.HtmlElement, kind: str) -> Asked | None:
    if kind in _UNSENT or element.get("disabled") is not None:
        return None
    if kind in _GROUPED:
        several = kind == "checkbox"
        needed = int(element.get("required") is not None)
        return Asked(
            element.get("name", ""),
            kind,
            (element.get("value", "on"),),
            fewest=needed if several else 1,
            most=1,
        )
    return _text(element, kind, element.get("value", ""))


def _select(element: html.HtmlElement) -> Asked:
    values = tuple(one.get("value", one.text_content().strip()) for one in element.iter("option"))
    choices = tuple(value for value in values if value)
    several = element.get("multiple") is not None
    most = len(choices) if several else 1
    return Asked(element.get("name", ""), "select", choices, min(1, most), most)


def _text(element: html.HtmlElement, kind: str, value: str) -> Asked:
    pattern = element.get("pattern") or element.get("allowed-pattern")
    return Asked(
        element.get("name", ""),
        kind,
        least=_number(element.get("min")),
        greatest=_number(element.get("max")),
        min_length=_number(element.get("minlength") or element.get("min-length")) or 0,
        max_length=_number(element.get("maxlength") or element.get("max-length")),
        patterns=(Pattern(f"^(?:{pattern})$", "", ignore_case=False),) if pattern else (),
        value=value,
        required=element.get("required") is not None,
    )


def _crowd(element: html.HtmlElement, tag: str) -> Asked | None:
    name = element.get("name", "")
    if tag in {"crowd-input", "crowd-slider"}:
        return _text(element, tag, element.get("value", ""))
    if tag in {"crowd-checkbox", "crowd-toggle-button"}:
        return Asked(name, tag, (element.get("value", "on"),), fewest=0)
    if tag == "crowd-radio-button":
        group = next(element.iterancestors("crowd-radio-group"), None)
        return Asked(name, tag, (element.get("value", "on"),), group=_place(group))
    if "classifier" in tag:
        choices = tuple(_listed(element.get("categories", "[]")))
        return Asked(name, tag, choices, most=len(choices) if tag.endswith(_SEVERAL) else 1)
    if tag == "crowd-bounding-box":
        return Asked(name, tag, tuple(_listed(element.get("labels", "[]"))))
    return None


def _joined(known: Asked, more: Asked) -> Asked:
    """Return one field for two controls of a name."""
    several = known.kind in {"checkbox", "crowd-checkbox", "crowd-toggle-button"}
    choices = (*known.choices, *more.choices)
    most = len(choices) if several else 1
    return Asked(known.name, known.kind, choices, known.fewest, most, group=known.group)


def _place(element: html.HtmlElement | None) -> str:
    return "" if element is None else str(element.getroottree().getpath(element))


def _listed(text: str) -> Iterator[str]:
    """Read a list as crowd elements have them: JSON, or with single quotes."""
    try:
        found = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError):
        return
    if isinstance(found, list | tuple):
        yield from (str(one) for one in found)


def _number(text: str | None) -> int | None:
    try:
        return None if text is None else int(float(text))
    except (ValueError, OverflowError):
        return None
