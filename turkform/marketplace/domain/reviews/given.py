"""What a worker answered, in the form that review policies compare (API reference 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from turkform.marketplace.domain.questions.xml import children, local_name, parse, text_of

# The values of one answer; several where several boxes were ticked.
Answer: TypeAlias = frozenset[str]
Answers: TypeAlias = Mapping[str, Answer]

_SEPARATOR: Final = "|"
_VALUES: Final = frozenset({"FreeText", "SelectionIdentifier", "OtherSelectionText"})


def answers_of(document: str | None) -> Answers:
    """Read QuestionFormAnswers; whitespace around values is dropped, empty answers are left out.

    Form fields arrive as one free text, so boxes ticked under one name come joined by bars.
    """
    if not document:
        return {}
    found: dict[str, Answer] = {}
    for one in children(parse(document, most=None)):
        parts = children(one)
        values = answer(text_of(part) for part in parts if local_name(part) in _VALUES)
        if values:
            found[text_of(parts[0])] = values
    return found


def answer(texts: Iterable[str]) -> Answer:
    """Return the values in `texts`, trimmed, those joined by bars taken apart."""
    pieces = (piece.strip() for text in texts for piece in text.split(_SEPARATOR))
    return frozenset(piece for piece in pieces if piece)


def as_text(values: Answer) -> str:
    """Return an answer as one text, the way in which forms deliver several values."""
    return _SEPARATOR.join(sorted(values))
