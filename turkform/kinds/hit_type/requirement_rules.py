"""What a qualification requirement may say, in MTurk's terms (API reference 10.1, 10.2)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SYSTEM_TYPES: Mapping[str, str] = {
    "system.percent_approved": "000000000000000000L0",
    "system.number_approved": "00000000000000000040",
    "system.locale": "00000000000000000071",
    "system.adult": "00000000000000000060",
    "system.masters": "2F1QJWKUDD8XADTFD2Q0G6UTO95ALH",
}
SANDBOX_MASTERS = "2ARFPLSP75KLA8M8DH1HTEQVJT3SY6"
LOCALE = SYSTEM_TYPES["system.locale"]
PERCENT = SYSTEM_TYPES["system.percent_approved"]
ADULT = SYSTEM_TYPES["system.adult"]
MASTERS = (SYSTEM_TYPES["system.masters"], SANDBOX_MASTERS)
MAX_INTEGERS, MAX_LOCALES = 15, 30
_PRESENCE = ("Exists", "DoesNotExist")
_SETS = ("In", "NotIn")
_PLACES = ("EqualTo", "NotEqualTo", "In", "NotIn")
_COUNTRY = re.compile(r"[A-Z]{2}")
_STATE = re.compile(r"US-[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Terms:
    """One requirement in MTurk's terms; `qualification` is a name of the campaign or an id."""

    qualification: str
    comparator: str
    integers: tuple[int, ...]
    locales: tuple[str, ...]
    guard: str


def problems(terms: Terms) -> Iterator[str]:
    """Everything that the service would refuse, or that no worker could ever satisfy."""
    yield from _amount(terms)
    yield from _values(terms)
    for place in terms.locales:
        if not _COUNTRY.fullmatch(place) and not _STATE.fullmatch(place):
            yield (
                f"{place!r} is not a place; expected two capitals such as GB, "
                "or US-CA for a state of the United States"
            )


def _amount(terms: Terms) -> Iterator[str]:
    given = len(terms.integers) + len(terms.locales)
    if terms.comparator in _PRESENCE and given:
        yield f"{terms.comparator} takes no values"
    if terms.comparator in _SETS:
        if not given:
            yield f"{terms.comparator} needs at least one value"
        if len(terms.integers) > MAX_INTEGERS or len(terms.locales) > MAX_LOCALES:
            yield f"at most {MAX_INTEGERS} numbers or {MAX_LOCALES} places can be compared with"
    elif terms.comparator not in _PRESENCE and given != 1:
        yield f"{terms.comparator} compares with exactly one value; for several use in: or not_in:"
    if terms.integers and terms.locales:
        yield "IntegerValues: and LocaleValues: exclude each other"


def _values(terms: Terms) -> Iterator[str]:
    which = terms.qualification
    if terms.locales and which != LOCALE:
        yield "only system.locale compares with places"
    if which == LOCALE and terms.comparator not in (*_PLACES, *_PRESENCE):
        yield "system.locale is compared by equals, not_equals, in and not_in"
    if which == LOCALE and terms.integers:
        yield "system.locale compares with places such as US, not with numbers"
    if which in MASTERS and terms.comparator not in _PRESENCE:
        yield "system.masters is either present or absent"
    if which == PERCENT and any(not 0 <= number <= 100 for number in terms.integers):
        yield "system.percent_approved lies between 0 and 100"
    if which == ADULT and any(number not in (0, 1) for number in terms.integers):
        yield "system.adult is 0 or 1"
