"""Limits that the service model does not state (API reference 4)."""

from __future__ import annotations

from typing import Final

from turkform.marketplace.protocol.errors import invalid_value, out_of_range

DAY_S: Final = 86_400
YEAR_S: Final = 365 * DAY_S
TITLE: Final = 128
DESCRIPTION: Final = 2_000
KEYWORDS: Final = 1_000
ANNOTATION: Final = 255
FEEDBACK: Final = 1_024
DOCUMENT_BYTES: Final = 65_535
DURATION_S: Final = (30, YEAR_S)
LIFETIME_S: Final = (30, YEAR_S)
AUTO_APPROVAL_S: Final = (0, 30 * DAY_S)
ASSIGNMENTS: Final = (1, 1_000_000_000)
EXTENSION_S: Final = (60, YEAR_S)
REQUIREMENTS: Final = 10
TOKEN_LIFETIME_MS: Final = DAY_S * 1000
DISPOSAL_MS: Final = 120 * DAY_S * 1000
LINE_OF_TEN: Final = 10


def check_range(parameter: str, value: int, limits: tuple[int, int]) -> None:
    """Refuse a number outside `limits`, both ends included."""
    low, high = limits
    if not low <= value <= high:
        raise out_of_range(parameter, value, low, high)


def check_length(parameter: str, value: str, longest: int, *, shortest: int = 0) -> None:
    """Refuse a text with too many or too few characters."""
    if not shortest <= len(value) <= longest:
        raise invalid_value(parameter, value)


def check_document(parameter: str, value: str) -> None:
    """Refuse a question, test or answer key of more than 65,535 bytes."""
    size = len(value.encode())
    if not 1 <= size <= DOCUMENT_BYTES:
        raise out_of_range(parameter, size, 1, DOCUMENT_BYTES)


def check_count(parameter: str, count: int, most: int) -> None:
    """Refuse a list with too many members."""
    if count > most:
        raise out_of_range(parameter, count, 0, most)
