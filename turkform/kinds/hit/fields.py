"""The names of the answers that a question can give, as far as they can be read from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from turkform.kinds.hit.spec import QuestionSourceSpec
from turkform.kinds.questions.form_spec import questions_of

# Scripts with these may make fields that are not in the page.
_MAKES_FIELDS = re.compile(
    r"createElement|innerHTML|outerHTML|insertAdjacent|document\.write|FormData|\.append|\.name\b"
)
_IDENTIFIER = re.compile(r"<QuestionIdentifier>\s*([^<]*?)\s*</QuestionIdentifier>")
_CONTROLS = frozenset({"input", "select", "textarea", "button", "output"})
_RESERVED = frozenset({"assignmentId", "hitId", "workerId", "turkSubmitTo"})


@dataclass(frozen=True, slots=True)
class Fields:
    """`complete` where no other name can occur."""

    names: frozenset[str] = frozenset()
    complete: bool = False


UNKNOWN = Fields()


def answer_fields(source: QuestionSourceSpec, texts: Mapping[str, str]) -> Fields:
    """What a question of this form asks for; external pages and layouts cannot be looked into."""
    if source.form is not None:
        return Fields(frozenset(question.id for question in questions_of(source.form)), True)
    if source.html is not None:
        return _html(texts.get(source.html, "{{"))
    if source.xml is not None:
        return _xml(texts.get(source.xml, "{{"))
    return UNKNOWN


def _html(text: str) -> Fields:
    page = _Page()
    page.feed(text)
    page.close()
    names = page.names - _RESERVED
    open_ended = any("{" in name for name in names) or _MAKES_FIELDS.search("".join(page.scripts))
    # Crowd elements answer by rules of their own, one field may become several.
    return Fields(frozenset(names), not (open_ended or page.crowd or "{% include" in text))


def _xml(text: str) -> Fields:
    names = frozenset(_IDENTIFIER.findall(text))
    if names:
        return Fields(names, not any("{" in name for name in names))
    return _html(text) if "HTMLQuestion" in text else UNKNOWN


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.names: set[str] = set()
        self.scripts: list[str] = []
        self.crowd = False
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        self.crowd = self.crowd or tag.startswith("crowd-")
        name = dict(attrs).get("name")
        if name and (tag in _CONTROLS or tag.startswith("crowd-")):
            self.names.add(name)

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts.append(data)
