"""The form that a worker's browser posts, as QuestionFormAnswers (API reference 11.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

RESERVED: Final = frozenset({"assignmentId", "hitId", "turkSubmitTo", "workerId"})
PREVIEW: Final = "ASSIGNMENT_ID_NOT_AVAILABLE"
_UNFIT: Final = re.compile("[^\\t\\n\\r -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_HEAD: Final = (
    '<?xml version="1.0" encoding="ASCII"?>'
    '<QuestionFormAnswers xmlns="http://mechanicalturk.amazonaws.com/'
    'AWSMechanicalTurkDataSchemas/2005-10-01/QuestionFormAnswers.xsd">'
)


def answers_document(fields: Iterable[tuple[str, str]]) -> str:
    """Return the answers: every field as free text, reserved names left out, repeats joined."""
    values: dict[str, list[str]] = {}
    for name, value in fields:
        if name not in RESERVED:
            values.setdefault(name, []).append(value)
    return document("".join(_answer(name, "|".join(given)) for name, given in values.items()))


def document(answers: str) -> str:
    """Return a document of `Answer` elements."""
    return f"{_HEAD}{answers}</QuestionFormAnswers>"


def element(name: str, text: str) -> str:
    """Return an element with escaped text."""
    return f"<{name}>{_text(text)}</{name}>"


def _answer(name: str, text: str) -> str:
    return f"<Answer>{element('QuestionIdentifier', name)}{element('FreeText', text)}</Answer>"


def _text(value: str) -> str:
    """Escape for ASCII XML; characters that XML cannot carry are dropped.

    Browsers send line ends as CR LF, and a parser would make LF of them: the CR is written as a
    reference, so that what the worker's browser sent is what the requester reads.
    """
    return (
        escape(_UNFIT.sub("", value), {"\r": "&#13;"}).encode("ascii", "xmlcharrefreplace").decode()
    )
