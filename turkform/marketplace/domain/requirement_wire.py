"""Requirements between their wire form and the domain, with the rules on values.

Sources: API reference 4 (numbers of values), 8 (what excludes what), 10.1 (values by comparator).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from turkform.marketplace.domain.locales import Locale
from turkform.marketplace.domain.requirements import (
    EQUALITIES,
    PRESENCE,
    SETS,
    Comparator,
    Guard,
    Requirement,
)
from turkform.marketplace.domain.system_qualifications import LOCALE, MASTERS
from turkform.marketplace.json_types import Json
from turkform.marketplace.protocol.errors import invalid_combination, invalid_value

MAX_INTEGERS: Final = 15
MAX_LOCALES: Final = 30


def parse_requirement(given: Mapping[str, Json]) -> Requirement:
    """Return a requirement as it stands in a request or in a stored HIT type."""
    preview = given.get("RequiredToPreview") is True
    guard = given.get("ActionsGuarded") or (Guard.PREVIEW if preview else Guard.ACCEPT)
    return Requirement(
        type_id=str(given["QualificationTypeId"]),
        comparator=Comparator(str(given["Comparator"])),
        integers=tuple(cast("list[int]", given.get("IntegerValues") or [])),
        locales=tuple(_locale(one) for one in _list(given.get("LocaleValues"))),
        guard=Guard(str(guard)),
        required_to_preview=preview,
    )


def check_requirement(given: Mapping[str, Json]) -> Requirement:
    """Return the requirement in a request, or refuse it as the service does."""
    if "ActionsGuarded" in given and "RequiredToPreview" in given:
        raise invalid_combination("ActionsGuarded", "RequiredToPreview")
    rule = parse_requirement(given)
    if rule.integers and rule.locales:
        raise invalid_combination("IntegerValues", "LocaleValues")
    if rule.type_id in MASTERS.values() and rule.comparator not in PRESENCE:
        raise invalid_value("Comparator", rule.comparator.value)
    if rule.comparator in PRESENCE:
        _check_none(rule)
    elif rule.type_id == LOCALE:
        _check_locales(rule)
    else:
        _check_integers(rule)
    return rule


def _check_none(rule: Requirement) -> None:
    if rule.integers:
        raise invalid_combination("Comparator", "IntegerValues")
    if rule.locales:
        raise invalid_combination("Comparator", "LocaleValues")


def _check_locales(rule: Requirement) -> None:
    if rule.comparator not in SETS | EQUALITIES:
        raise invalid_value("Comparator", rule.comparator.value)
    if rule.integers:
        raise invalid_value("IntegerValues", _joined(rule.integers))
    for place in rule.locales:
        if not place.is_valid():
            raise invalid_value("LocaleValues", place)
    most = MAX_LOCALES if rule.comparator in SETS else 1
    if not 1 <= len(rule.locales) <= most:
        raise invalid_value("LocaleValues", _joined(rule.locales))


def _check_integers(rule: Requirement) -> None:
    if rule.locales:
        raise invalid_value("LocaleValues", _joined(rule.locales))
    most = MAX_INTEGERS if rule.comparator in SETS else 1
    if not 1 <= len(rule.integers) <= most:
        raise invalid_value("IntegerValues", _joined(rule.integers))


def _joined(values: Sequence[object]) -> str:
    return ", ".join(str(value) for value in values)


def _list(value: Json) -> list[Mapping[str, Json]]:
    return cast("list[Mapping[str, Json]]", value) if isinstance(value, list) else []


def _locale(given: Mapping[str, Json]) -> Locale:
    state = given.get("Subdivision")
    return Locale(str(given["Country"]), None if state is None else str(state))
