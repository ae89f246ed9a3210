"""Text that is safe to print: strangers' control characters are shown, not obeyed."""

import unicodedata

_KEPT = "\n\t"


def printable(text: str) -> str:
    """Control and direction-changing characters as escapes (reliability reference 5.3)."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in _KEPT or not _commands(c) else _escape(c) for c in text)


def one_line(text: str) -> str:
    """As `printable`, with line ends and tabs escaped too."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")


def _escape(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def _commands(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clip(text: str, columns: int) -> str:
    """At most so many columns, with an ellipsis where something was cut."""
    if width(text) <= columns:
        return text
    head, _ = split(text, columns - 1)
    return head + "…"


def split(text: str, columns: int) -> tuple[str, str]:
    """As much as fits into the columns, at least one character, and the rest."""
    used = 0
    for place, character in enumerate(text):
        used += _columns(character)
        if used > columns and place:
            return text[:place], text[place:]
    return text, ""
