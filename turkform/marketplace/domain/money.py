"""Amounts in whole cents, and the text form of the API: `CurrencyAmount` (API reference 4)."""

from __future__ import annotations


def cents(amount: str) -> int:
    """Return the cents of an amount that the model's pattern accepts: `1`, `1.`, `1.5`, `1.50`."""
    whole, _, fraction = amount.partition(".")
    return int(whole) * 100 + int(fraction.ljust(2, "0") or 0)


def amount(value: int) -> str:
    """Return cents as the API writes them: `0.05`."""
    return f"{value // 100}.{value % 100:02d}"
