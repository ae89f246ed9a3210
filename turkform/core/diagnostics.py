"""What is wrong, where, and what to do: collected, not thrown one at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class SourceSpan:
    """A place in an input file; lines and columns count from 1. `row` counts data rows."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding, printed as `file:line:column: address: message`."""

    message: str
    span: SourceSpan | None = None
    address: str = ""
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = [str(self.span)] if self.span else []
        head = ": ".join([*place, *([self.address] if self.address else []), self.message])
        return f"{head}. {self.hint}" if self.hint else head


def nearest(word: str, known: Iterable[str]) -> str:
    """`Did you mean "x"?`, or the list of what exists, or nothing."""
    names: Sequence[str] = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"Known: {', '.join(names)}." if 0 < len(names) <= 12 else ""
