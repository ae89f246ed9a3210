"""Qualification requirements: who may discover, preview and accept a HIT (API reference 10.1).

Evaluation is pure: it takes the requirements of a HIT type and what a worker holds. A worker
without the qualification fails every comparison except `DoesNotExist` (API reference 18, 22).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from turkform.marketplace.domain.locales import Locale


class Action(StrEnum):
    """What a worker wants to do with a HIT, least restricted first."""

    DISCOVER = "discover"
    PREVIEW = "preview"
    ACCEPT = "accept"


class Guard(StrEnum):
    """The `ActionsGuarded` of a requirement."""

    ACCEPT = "Accept"
    PREVIEW = "PreviewAndAccept"
    DISCOVER = "DiscoverPreviewAndAccept"

    def covers(self, action: Action) -> bool:
        """Tell whether a worker who fails the requirement is kept from `action`."""
        return action in _GUARDED[self]


_GUARDED: Final[Mapping[Guard, frozenset[Action]]] = {
    Guard.ACCEPT: frozenset({Action.ACCEPT}),
    Guard.PREVIEW: frozenset({Action.ACCEPT, Action.PREVIEW}),
    Guard.DISCOVER: frozenset(Action),
}


class Comparator(StrEnum):
    """How a requirement compares the value that a worker holds."""

    LESS = "LessThan"
    LESS_OR_EQUAL = "LessThanOrEqualTo"
    GREATER = "GreaterThan"
    GREATER_OR_EQUAL = "GreaterThanOrEqualTo"
    EQUAL = "EqualTo"
    NOT_EQUAL = "NotEqualTo"
    EXISTS = "Exists"
    DOES_NOT_EXIST = "DoesNotExist"
    IN = "In"
    NOT_IN = "NotIn"


PRESENCE: Final = frozenset({Comparator.EXISTS, Comparator.DOES_NOT_EXIST})
SETS: Final = frozenset({Comparator.IN, Comparator.NOT_IN})
EQUALITIES: Final = frozenset({Comparator.EQUAL, Comparator.NOT_EQUAL})
NEGATIONS: Final = frozenset({Comparator.NOT_EQUAL, Comparator.NOT_IN})

_ORDERS: Final[Mapping[Comparator, Callable[[int, int], bool]]] = {
    Comparator.LESS: operator.lt,
    Comparator.LESS_OR_EQUAL: operator.le,
    Comparator.GREATER: operator.gt,
    Comparator.GREATER_OR_EQUAL: operator.ge,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A granted qualification of a worker: a score, a place, or the bare fact of holding it."""

    integer: int | None = None
    locale: Locale | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of a HIT type, in domain terms."""

    type_id: str
    comparator: Comparator
    integers: tuple[int, ...] = ()
    locales: tuple[Locale, ...] = ()
    guard: Guard = Guard.ACCEPT
    required_to_preview: bool = field(default=False, compare=False)

    def is_met_by(self, standing: Standing | None) -> bool:
        """Tell whether a worker who holds `standing` (None: no such qualification) passes."""
        if self.comparator in PRESENCE:
            return (standing is not None) == (self.comparator is Comparator.EXISTS)
        if standing is None:
            return False
        if standing.locale is not None:
            return self._accepts_locale(standing.locale)
        return standing.integer is not None and self._accepts_integer(standing.integer)

    def _accepts_integer(self, value: int) -> bool:
        if self.comparator in _ORDERS:
            return bool(self.integers) and _ORDERS[self.comparator](value, self.integers[0])
        return (value in self.integers) != (self.comparator in NEGATIONS)

    def _accepts_locale(self, value: Locale) -> bool:
        if self.comparator in _ORDERS:
            return False
        inside = any(wanted.covers(value) for wanted in self.locales)
        return inside != (self.comparator in NEGATIONS)


def unmet(
    requirements: Iterable[Requirement], held: Mapping[str, Standing], action: Action
) -> tuple[Requirement, ...]:
    """Return the requirements that keep a worker from `action`; none means that it is allowed.

    `held` maps qualification type ids to what the worker holds, granted ones only.
    """
    return tuple(
        requirement
        for requirement in requirements
        if requirement.guard.covers(action)
        and not requirement.is_met_by(held.get(requirement.type_id))
    )


def allows(
    requirements: Iterable[Requirement], held: Mapping[str, Standing], action: Action
) -> bool:
    """Tell whether nothing keeps a worker who holds `held` from `action`."""
    return not unmet(requirements, held, action)
