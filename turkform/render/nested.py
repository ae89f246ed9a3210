"""What differs inside a value that has parts, part by part (deepdiff), in the words of the YAML."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from turkform.core.json_types import Json
from turkform.kinds.hit_type.requirement_rules import SYSTEM_TYPES

_NAMES = {type_id: name for name, type_id in SYSTEM_TYPES.items()}
_WORDS = {
    "GreaterThanOrEqualTo": "at_least", "LessThanOrEqualTo": "at_most", "GreaterThan": "above",
    "LessThan": "below", "EqualTo": "equals", "NotEqualTo": "not_equals", "In": "in",
    "NotIn": "not_in", "Exists": "present", "DoesNotExist": "absent",
}  # fmt: skip

_GUARDS = {"PreviewAndAccept": "preview", "DiscoverPreviewAndAccept": "discover"}


def has_parts(value: Json) -> bool:
    """Whether a value is a list or a mapping."""
    return isinstance(value, list | tuple | Mapping)


def differing(before: Json, after: Json) -> Iterator[tuple[str, str]]:
    """A sign (`-`, `+` or `~`) and a text for each part that differs."""
    from deepdiff import DeepDiff

    found = DeepDiff(_by_name(before), _by_name(after), view="tree", verbose_level=2)
    levels = sorted((level for several in found.values() for level in several), key=_place)
    for level in levels:
        yield _told(level)


def _place(level: Any) -> tuple[str, ...]:  # deepdiff ships no types
    return tuple(map(str, level.path(output_format="list")))


def _told(level: Any) -> tuple[str, str]:  # deepdiff ships no types
    label = " ".join(part for part in _place(level) if part)
    if "added" in level.report_type:
        return "+", f"{label}{_value(level.t2)}"
    if "removed" in level.report_type:
        return "-", f"{label}{_value(level.t1)}"
    return "~", f"{label}: {level.t1} → {level.t2}"


def _value(value: object) -> str:
    if not isinstance(value, Mapping):
        return f": {value}"
    parts = [f"{name} {part}".strip() for name, part in value.items() if part]
    return f" ({', '.join(parts)})" if parts else ""


def _by_name(value: Json) -> object:
    """Lists become mappings by what names their items, so that an insertion moves nothing."""
    if isinstance(value, Mapping):
        return {name: _by_name(part) for name, part in value.items()}
    if not isinstance(value, list | tuple):
        return "nothing" if value is None else value
    if value and all(isinstance(item, Mapping) and "qualification" in item for item in value):
        return _rules(cast("Sequence[Mapping[str, Json]]", value))
    if any(has_parts(item) for item in value):
        return [_by_name(item) for item in value]
    return ", ".join(map(str, value))


def _rules(rules: Sequence[Mapping[str, Json]]) -> dict[str, object]:
    named: dict[str, object] = {}
    for rule in rules:
        which = str(rule["qualification"])
        comparator = str(rule.get("comparator"))
        label = f"{_NAMES.get(which, which)} {_WORDS.get(comparator, comparator)}"
        while label in named:
            label += " (again)"
        named[label] = {
            "": _by_name(rule.get("integers") or rule.get("locales") or ""),
            "guard": _GUARDS.get(str(rule.get("guard")), ""),
        }
    return named
