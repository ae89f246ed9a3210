"""Qualification requirements in words, and whether a worker meets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from turkform.marketplace.context import Scope, Side
from turkform.marketplace.domain.requirements import Action, Comparator, Requirement, Standing
from turkform.marketplace.domain.system_qualifications import (
    ADULT,
    LOCALE,
    NUMBER_APPROVED,
    PERCENT_APPROVED,
    system_types,
)
from turkform.marketplace.operations import eligibility
from turkform.marketplace.store.hit_types import HitTypeRow

_NAMES: Final = {
    NUMBER_APPROVED: "Total approved HITs",
    PERCENT_APPROVED: "HIT approval rate (%)",
    LOCALE: "Location",
    ADULT: "Adult content agreement",
}
_WORDS: Final[Mapping[Comparator, str]] = {
    Comparator.LESS: "is less than",
    Comparator.LESS_OR_EQUAL: "is not greater than",
    Comparator.GREATER: "is greater than",
    Comparator.GREATER_OR_EQUAL: "is not less than",
    Comparator.EQUAL: "is",
    Comparator.NOT_EQUAL: "is not",
    Comparator.EXISTS: "has been granted",
    Comparator.DOES_NOT_EXIST: "has not been granted",
    Comparator.IN: "is one of",
    Comparator.NOT_IN: "is not one of",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A requirement in words; `standing` is what the worker has, empty when there is nothing."""

    rule: Requirement
    name: str
    words: str
    standing: str
    met: bool
    requestable: bool

    def guards(self, action: Action) -> bool:
        """Tell whether failing keeps the worker from an action."""
        return self.rule.guard.covers(action)


def checked(scope: Scope, hit_type: HitTypeRow, worker_id: str, side: Side) -> tuple[Checked, ...]:
    """Return the requirements of a HIT type as one worker meets them."""
    rules = eligibility.requirements_of(hit_type)
    if not rules:
        return ()
    held = eligibility.held_by(scope, side, worker_id)
    return tuple(_checked(scope, side, rule, held.get(rule.type_id)) for rule in rules)


def system_name(type_id: str, name: str) -> str:
    """Return what workers read for a type; the system's own have clearer names here."""
    return _NAMES.get(type_id, name)


def value_words(standing: Standing | None) -> str:
    """Return what a worker holds, in words."""
    if standing is None:
        return ""
    if standing.locale is not None:
        return str(standing.locale)
    return "granted" if standing.integer is None else str(standing.integer)


def _checked(scope: Scope, side: Side, rule: Requirement, held: Standing | None) -> Checked:
    values = ", ".join(str(value) for value in (*rule.integers, *rule.locales))
    name = eligibility.type_name(scope, side, rule.type_id)
    return Checked(
        rule=rule,
        name=system_name(rule.type_id, name),
        words=f"{_WORDS[rule.comparator]} {values}".strip(),
        standing=value_words(held),
        met=rule.is_met_by(held),
        requestable=rule.type_id not in system_types(side),
    )
