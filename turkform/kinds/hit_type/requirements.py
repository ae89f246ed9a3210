"""Qualification requirements, in the readable form and in MTurk's own (API reference 10.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from turkform.config.values import Flag, Reference, Spec, Text, WholeNumber

SYSTEM_TYPES: Mapping[str, str] = {
    "system.percent_approved": "000000000000000000L0",
    "system.number_approved": "00000000000000000040",
    "system.locale": "00000000000000000071",
    "system.adult": "00000000000000000060",
    "system.masters": "2F1QJWKUDD8XADTFD2Q0G6UTO95ALH",
}
SANDBOX_MASTERS = "2ARFPLSP75KLA8M8DH1HTEQVJT3SY6"
LOCALE = SYSTEM_TYPES["system.locale"]
GUARDS = {
    "accept": "Accept",
    "preview": "PreviewAndAccept",
    "discover": "DiscoverPreviewAndAccept",
}
_COMPARATORS = {
    "at_least": "GreaterThanOrEqualTo",
    "at_most": "LessThanOrEqualTo",
    "above": "GreaterThan",
    "below": "LessThan",
    "equals": "EqualTo",
    "not_equals": "NotEqualTo",
    "in_": "In",
    "not_in": "NotIn",
    "present": "Exists",
    "absent": "DoesNotExist",
}
ComparatorName = Literal[
    "LessThan", "LessThanOrEqualTo", "GreaterThan", "GreaterThanOrEqualTo", "EqualTo",
    "NotEqualTo", "Exists", "DoesNotExist", "In", "NotIn",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """One requirement in MTurk's terms; `qualification` is a name of the campaign or an id."""

    qualification: str
    comparator: str
    integers: tuple[int, ...]
    locales: tuple[str, ...]
    guard: str


class Locale(Spec):
    """A place in MTurk's own form."""

    Country: Text
    Subdivision: Text | None = None


class RequirementSpec(Spec):
    """`{qualification, at_least: 95, guard: preview}` or `{QualificationTypeId, Comparator, …}`."""

    qualification: Annotated[Text, Reference(("qualification_types", "system"))] | None = None
    at_least: WholeNumber | None = None
    at_most: WholeNumber | None = None
    above: WholeNumber | None = None
    below: WholeNumber | None = None
    equals: Text | None = None
    not_equals: Text | None = None
    in_: tuple[Text, ...] | None = Field(default=None, alias="in")
    not_in: tuple[Text, ...] | None = None
    present: Flag | None = None
    absent: Flag | None = None
    guard: Literal["accept", "preview", "discover"] = "accept"
    QualificationTypeId: Text | None = None
    Comparator: ComparatorName | None = None
    IntegerValues: tuple[WholeNumber, ...] = ()
    LocaleValues: tuple[Locale, ...] = ()
    ActionsGuarded: Literal["Accept", "PreviewAndAccept", "DiscoverPreviewAndAccept"] | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.qualification is None) == (self.QualificationTypeId is None):
            msg = "expected either qualification: or QualificationTypeId:"
            raise ValueError(msg)
        if self.QualificationTypeId is not None and self.Comparator is None:
            msg = "QualificationTypeId: needs Comparator:"
            raise ValueError(msg)
        if self.qualification is not None and len(self._readable()) != 1:
            words = ", ".join(name.rstrip("_") for name in _COMPARATORS)
            msg = f"expected exactly one of {words}"
            raise ValueError(msg)
        self._check_counts(self.terms())
        return self

    def _readable(self) -> list[str]:
        return [name for name in _COMPARATORS if getattr(self, name) is not None]

    @staticmethod
    def _check_counts(terms: Terms) -> None:
        if len(terms.integers) > 15 or len(terms.locales) > 30:
            msg = "at most 15 numbers or 30 places can be compared with"
            raise ValueError(msg)
        one = terms.comparator not in ("In", "NotIn", "Exists", "DoesNotExist")
        if one and len(terms.integers) + len(terms.locales) != 1:
            msg = f"{terms.comparator} compares with exactly one value"
            raise ValueError(msg)

    def terms(self) -> Terms:
        """The requirement in MTurk's terms, values sorted so that order does not matter."""
        if self.qualification is None:
            return self._own_terms()
        name = self._readable()[0]
        value = getattr(self, name)
        comparator = _COMPARATORS[name]
        if isinstance(value, bool):
            comparator = comparator if value else _opposite(comparator)
            return Terms(self._type(), comparator, (), (), GUARDS[self.guard])
        values = value if isinstance(value, tuple) else (value,)
        if self._type() == LOCALE:
            return Terms(
                LOCALE, comparator, (), tuple(sorted(map(str, values))), GUARDS[self.guard]
            )
        numbers = tuple(sorted(_number(value) for value in values))
        return Terms(self._type(), comparator, numbers, (), GUARDS[self.guard])

    def _type(self) -> str:
        return SYSTEM_TYPES.get(self.qualification or "", self.qualification or "")

    def _own_terms(self) -> Terms:
        places = (
            f"{place.Country}-{place.Subdivision}" if place.Subdivision else place.Country
            for place in self.LocaleValues
        )
        return Terms(
            self.QualificationTypeId or "",
            self.Comparator or "",
            tuple(sorted(self.IntegerValues)),
            tuple(sorted(places)),
            self.ActionsGuarded or "Accept",
        )


def _opposite(comparator: str) -> str:
    return "DoesNotExist" if comparator == "Exists" else "Exists"


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        msg = f"{value!r} is not a whole number; only system.locale compares with places"
        raise ValueError(msg) from None
