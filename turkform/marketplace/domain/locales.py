"""A worker's location, and the prefix rule by which requirements match it (API reference 10.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COUNTRY = re.compile(r"[A-Z]{2}")
_SUBDIVISION = re.compile(r"[A-Z]{2}")
COUNTRY_WITH_SUBDIVISIONS = "US"


@dataclass(frozen=True, slots=True)
class Locale:
    """An ISO 3166 country and, for the United States only, a two-letter state."""

    country: str
    subdivision: str | None = None

    def covers(self, other: Locale) -> bool:
        """Tell whether `other` lies in this place: a country covers each of its states."""
        if self.country != other.country:
            return False
        return self.subdivision is None or self.subdivision == other.subdivision

    def is_valid(self) -> bool:
        """Tell whether both codes have their form and the subdivision is allowed here."""
        if not _COUNTRY.fullmatch(self.country):
            return False
        if self.subdivision is None:
            return True
        known = self.country == COUNTRY_WITH_SUBDIVISIONS
        return known and _SUBDIVISION.fullmatch(self.subdivision) is not None

    def __str__(self) -> str:
        """Write the locale as workers read it: `US` or `US-WA`."""
        return self.country if self.subdivision is None else f"{self.country}-{self.subdivision}"
