"""Money: exact US dollars. Floats never enter (API reference 4, `CurrencyAmount`)."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import total_ordering

_CENT = Decimal("0.01")
_TEXT = re.compile(r"\$?(0|[1-9]\d{0,8})(?:\.(\d{1,2}))?", re.ASCII)


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """A whole number of cents."""

    cents: int

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Read `$0.15`, `0.15` or `2`; `ValueError` says what was found and expected."""
        match = _TEXT.fullmatch(text.strip())
        if not match:
            msg = f"{text!r} is not an amount; expected dollars and cents such as $0.15"
            raise ValueError(msg)
        dollars, cents = match.groups()
        return cls(int(dollars) * 100 + int((cents or "0").ljust(2, "0")))

    @classmethod
    def of(cls, amount: Decimal) -> "Money":
        """Round half-up to the cent (API reference 15)."""
        return cls(int((amount / _CENT).quantize(Decimal(1), ROUND_HALF_UP)))

    @property
    def decimal(self) -> Decimal:
        """Dollars."""
        return Decimal(self.cents) * _CENT

    @property
    def wire(self) -> str:
        """The form MTurk takes: `0.15`."""
        return f"{self.cents // 100}.{self.cents % 100:02d}"

    def __str__(self) -> str:
        sign, cents = ("-", -self.cents) if self.cents < 0 else ("", self.cents)
        return f"{sign}${cents // 100:,}.{cents % 100:02d}"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def __mul__(self, times: int) -> "Money":
        return Money(self.cents * times)

    def __lt__(self, other: "Money") -> bool:
        return self.cents < other.cents

    def __bool__(self) -> bool:
        return self.cents != 0


ZERO = Money(0)
