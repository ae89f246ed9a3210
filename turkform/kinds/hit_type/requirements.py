"""Qualification requirements, in the readable form and in MTurk's own (API reference 10.1)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from turkform.config.values import Flag, Reference, Spec, Text, WholeNumber
from turkform.kinds.hit_type.requirement_rules import LOCALE, SYSTEM_TYPES, Terms, problems

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
_OWN = ("IntegerValues", "LocaleValues", "ActionsGuarded")
ComparatorName = Literal[
    "LessThan", "LessThanOrEqualTo", "GreaterThan", "GreaterThanOrEqualTo", "EqualTo",
    "NotEqualTo", "Exists", "DoesNotExist", "In", "NotIn",
]  # fmt: skip


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
    def _fits(self) -> Self:
        for problem in self._form():
            raise ValueError(problem)
        for problem in problems(self.terms()):
            raise ValueError(problem)
        return self

    def _form(self) -> list[str]:
        """What is wrong with the mixture of keys, before their values can be looked at."""
        words = self._readable()
        if (self.qualification is None) == (self.QualificationTypeId is None):
            return ["expected either qualification: or QualificationTypeId:"]
        if self.Comparator is not None and (self.qualification is not None or words):
            other = "qualification" if self.qualification is not None else words[0].rstrip("_")
            return [f"Comparator: is for QualificationTypeId: alone, not with {other}:"]
        own = [name for name in _OWN if name in self.model_fields_set]
        if self.Comparator is None and own:
            return [f"{own[0]}: needs Comparator:"]
        if self.Comparator is not None and "guard" in self.model_fields_set:
            return ["guard: is not for Comparator:; write ActionsGuarded:"]
        if self.Comparator is None and len(words) != 1:
            known = ", ".join(name.rstrip("_") for name in _COMPARATORS)
            return [f"expected exactly one of {known}"]
        return []

    def _readable(self) -> list[str]:
        return [name for name in _COMPARATORS if getattr(self, name) is not None]

    def terms(self) -> Terms:
        """The requirement in MTurk's terms, values sorted so that order does not matter."""
        if self.Comparator is not None:
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
        which = self.qualification or self.QualificationTypeId or ""
        return SYSTEM_TYPES.get(which, which)

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
