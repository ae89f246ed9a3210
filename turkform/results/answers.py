"""Answers XML from strangers: read what can be read, refuse what could harm (API reference 11.7).

Every kind of question is answered with the same document: QuestionForms with texts and
selections, HTML forms with texts only, Crowd HTML with one JSON text named `taskAnswers`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.parsers import expat

MAX_BYTES = 1_048_576
MAX_DEPTH = 50
MAX_ANSWERS = 10_000
MAX_LEVELS = 20
_ROOT, _NAME = "QuestionFormAnswers", "QuestionIdentifier"
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
        element = name.rpartition(":")[2]
        if not self._path and element != _ROOT:
            msg = f"the answers are a document of another kind, with the root {element[:40]!r}"
            raise AnswersRefused(msg)
        self._path.append(element)
        if len(self._path) > MAX_DEPTH:
            msg = f"the answers are nested more than {MAX_DEPTH} levels deep"
            raise AnswersRefused(msg)
        if element == "Answer":
            self._question = ""
        if element == _NAME or element in _TEXTS:
            self._parts = []

    def end(self, _name: str) -> None:
        element, text = self._path.pop(), "".join(self._parts)
        if element == _NAME:
            self._question = text
            self.answers.setdefault(text, [])
        elif element in _TEXTS:
            self.answers.setdefault(self._question, []).append(text)
        _check_number(len(self.answers))

    def text(self, part: str) -> None:
        self._parts.append(part)


def _check_number(count: int) -> None:
    if count > MAX_ANSWERS:
        msg = f"more than {MAX_ANSWERS:,} answers in one submission"
        raise AnswersRefused(msg)


def _flattened(answers: Mapping[str, list[str]]) -> Mapping[str, str]:
    found: dict[str, list[str]] = {}
    for name, values in answers.items():
        text = "|".join(values)
        for field, value in _tasks(text) if name == "taskAnswers" else ((name, text),):
            found.setdefault(field, []).append(value)
            _check_number(len(found))
    return {_whole(field): _whole("|".join(values)) for field, values in found.items()}


def _whole(text: str) -> str:
    """Half a surrogate pair, which JSON can spell, cannot be written to any file."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _tasks(text: str) -> Iterable[tuple[str, str]]:
    """The fields of the one object of a Crowd HTML answer; anything else is one field."""
    try:
        loaded = json.loads(text)
        if isinstance(loaded, list) and len(loaded) == 1:
            loaded = loaded[0]
        if isinstance(loaded, dict):
            return [leaf for item in loaded.items() for leaf in _leaves(*item, MAX_LEVELS)]
    except (ValueError, RecursionError):
        pass  # no JSON, or none that anybody could read: it stays the text that it is
    return [("taskAnswers", text)]


def _leaves(name: str, value: Any, levels: int) -> Iterator[tuple[str, str]]:  # any JSON
    if isinstance(value, dict) and value and levels:
        for inner, part in value.items():
            yield from _leaves(f"{name}.{inner}", part, levels - 1)
    elif isinstance(value, str):
        yield name, value
    else:
        yield name, json.dumps(value, ensure_ascii=False)
