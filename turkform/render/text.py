"""Text that is safe to print: strangers' control characters are shown, not obeyed."""

import unicodedata

_KEPT = "\n\t"


def printable(text: str) -> str:
    """Control and direction-changing characters as escapes (reliability reference 5.3)."""
    return "".join(c if c in _KEPT or not _commands(c) else f"\\u{ord(c):04x}" for c in text)


def _commands(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs")
