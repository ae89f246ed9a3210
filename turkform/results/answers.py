"""Answers XML from strangers: read what can be read, refuse what could harm (API reference 11.7).

Every kind of question is answered with the same document: QuestionForms with texts and
selections, HTML forms with texts only, Crowd HTML with one JSON text named `taskAnswers`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

MAX_BYTES = 1_048_576
MAX_DEPTH = 50
MAX_ANSWERS = 10_000
_TEXTS = ("FreeText", "SelectionIdentifier", "OtherSelectionText", "UploadedFileKey")


class AnswersRefused(ValueError):
    """A document that is not read; the text says why."""


def parse_answers(document: str) -> dict[str, str]:
    """Text by field, several choices joined with `|`; raises `AnswersRefused`."""
    if not document.strip():
        return {}
    data = document.encode("utf-8", "replace")
    if len(data) > MAX_BYTES:
        msg = f"the answers have {len(data):,} bytes; at most {MAX_BYTES:,} are read"
        raise AnswersRefused(msg)
    handler = _Handler()
    # The declaration may name any encoding; what arrives in JSON is text already.
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = handler.doctype
    parser.EntityDeclHandler = handler.doctype
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        msg = f"the answers are not well-formed XML: {error}"
        raise AnswersRefused(msg) from error
    return dict(_flattened(handler.answers))


class _Handler:
    """Gathers values by question; bounded in depth and number."""

    def __init__(self) -> None:
        self.answers: dict[str, list[str]] = {}
        self._path: list[str] = []
        self._parts: list[str] = []
        self._question = ""

    def doctype(self, *_: object) -> None:
        msg = "the answers declare a document type, which no answer needs"
        raise AnswersRefused(msg)

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        self._path.append(name.rpartition(":")[2])
        self._parts = []
        if len(self._path) > MAX_DEPTH:
            msg = f"the answers are nested more than {MAX_DEPTH} levels deep"
            raise AnswersRefused(msg)
        if self._path[-1] == "Answer":
            self._question = ""

    def end(self, _name: str) -> None:
        element, text = self._path.pop(), "".join(self._parts)
        self._parts = []
        if element == "QuestionIdentifier":
            self._question = text
            self.answers.setdefault(text, [])
        elif element in _TEXTS:
            self.answers.setdefault(self._question, []).append(text)
        if len(self.answers) > MAX_ANSWERS:
            msg = f"more than {MAX_ANSWERS:,} answers in one submission"
            raise AnswersRefused(msg)

    def text(self, part: str) -> None:
        self._parts.append(part)


def _flattened(answers: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for name, values in answers.items():
        text = "|".join(values)
        tasks = _tasks(text) if name == "taskAnswers" else None
        if tasks is None:
            yield name, text
        else:
            yield from _leaves("", tasks)


def _tasks(text: str) -> dict[str, Any] | None:
    """The one object of a Crowd HTML answer; None where it is something else."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(loaded, list) and len(loaded) == 1:
        loaded = loaded[0]
    return loaded if isinstance(loaded, dict) else None


def _leaves(prefix: str, value: Any) -> Iterator[tuple[str, str]]:  # any JSON
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(f"{prefix}.{name}" if prefix else str(name), inner)
    elif isinstance(value, str):
        yield prefix, value
    else:
        yield prefix, json.dumps(value, ensure_ascii=False)
