"""A QuestionForm as what it asks: content, questions, the answers that fit (API reference 11.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from lxml import etree

from turkform.marketplace.domain.questions.formatted import cleaned
from turkform.marketplace.domain.questions.xml import children, local_name, text_of

TRUE: Final = frozenset({"true", "1"})
MOST_LINES: Final = 40


@dataclass(frozen=True, slots=True)
class Content:
    """A piece of content; `kind` says which members count.

    Kinds: title, text, list (`items`), formatted (`text` is safe HTML), image, audio, video
    (`url`, `text` is what to say instead; sizes are pixels, 0 when not given).
    """

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    url: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that a browser checks, and what it then says."""

    regex: str
    error: str
    ignore_case: bool


@dataclass(frozen=True, slots=True)
class FreeText:
    """Text to write; a bound of None does not bind, 0 lines cannot be."""

    numeric: bool = False
    least: int | None = None
    most: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    patterns: tuple[Pattern, ...] = ()
    default: str = ""
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Option:
    """One of the selections."""

    identifier: str
    content: Content


@dataclass(frozen=True, slots=True)
class Choices:
    """Selections to choose from; `other` is the text that may be given besides."""

    options: tuple[Option, ...]
    style: str
    least: int = 1
    most: int = 1
    other: FreeText | None = None

    @property
    def plain(self) -> bool:
        """Whether every selection is text, which is all that a list of options can show."""
        return all(option.content.kind == "text" for option in self.options)

    @property
    def shape(self) -> str:
        """How to draw it: `radio` or `checkbox`, `dropdown` or `list`."""
        several = self.most > 1
        if self.style in {"list", "multichooser"} and self.plain:
            return "list"
        if self.style in {"dropdown", "combobox"} and self.plain and not several:
            return "dropdown"
        return "checkbox" if several or self.style == "checkbox" else "radio"


Answer: TypeAlias = FreeText | Choices


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `required` also says what a smallest length implies."""

    identifier: str
    name: str
    required: bool
    content: tuple[Content, ...]
    answer: Answer

    @property
    def choices(self) -> Choices | None:
        """The selections, when it has some."""
        return self.answer if isinstance(self.answer, Choices) else None

    @property
    def free_text(self) -> FreeText | None:
        """The text to write, when it is that."""
        return self.answer if isinstance(self.answer, FreeText) else None


@dataclass(frozen=True, slots=True)
class Part:
    """What stands in a form, in order: an overview (`question` is None) or a question."""

    overview: tuple[Content, ...] = ()
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A whole QuestionForm."""

    parts: tuple[Part, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions in order."""
        return tuple(part.question for part in self.parts if part.question is not None)


def read_form(root: etree._Element) -> Form:
    """Return the form of a QuestionForm document that was checked when it was made."""
    return Form(tuple(_part(one) for one in children(root)))


def _part(element: etree._Element) -> Part:
    if local_name(element) == "Question":
        return Part(question=_question(element))
    return Part(overview=_contents(element))


def _question(element: etree._Element) -> Question:
    answer = _answer(children(_named(element, "AnswerSpecification"))[0])
    required = _text(element, "IsRequired") in TRUE
    if isinstance(answer, FreeText):
        required = required or bool(answer.min_length)
    return Question(
        identifier=_text(element, "QuestionIdentifier"),
        name=_text(element, "DisplayName"),
        required=required,
        content=_contents(_named(element, "QuestionContent")),
        answer=answer,
    )


def _contents(parent: etree._Element) -> tuple[Content, ...]:
    return tuple(_content(one) for one in children(parent))


def _content(element: etree._Element) -> Content:
    kind = local_name(element)
    if kind == "List":
        return Content("list", items=tuple(text_of(item) for item in children(element)))
    if kind == "FormattedContent":
        return Content("formatted", cleaned(text_of(element)))
    if kind in {"Binary", "EmbeddedBinary"}:
        return _media(element, "MimeType" if kind == "Binary" else "EmbeddedMimeType")
    return Content(kind.lower(), text_of(element))


def _media(element: etree._Element, mime: str) -> Content:
    return Content(
        kind=_text(_named(element, mime), "Type"),
        text=_text(element, "AltText"),
        url=_text(element, "DataURL"),
        width=int(_text(element, "Width") or 0),
        height=int(_text(element, "Height") or 0),
    )


def _answer(element: etree._Element) -> Answer:
    if local_name(element) == "FreeTextAnswer":
        return _free_text(element)
    selections = children(_named(element, "Selections"))
    others = [one for one in selections if local_name(one) == "OtherSelection"]
    least, most = _text(element, "MinSelectionCount"), _text(element, "MaxSelectionCount")
    at_least = int(least) if least else 1
    return Choices(
        options=tuple(_option(one) for one in selections if local_name(one) == "Selection"),
        style=_text(element, "StyleSuggestion"),
        least=at_least,
        most=max(int(most) if most else 1, at_least),
        other=_free_text(others[0]) if others else None,
    )


def _option(element: etree._Element) -> Option:
    identifier, content = children(element)
    return Option(text_of(identifier), _content(content))


def _free_text(element: etree._Element) -> FreeText:
    constraints = [one for child in _all(element, "Constraints") for one in children(child)]
    numeric = next((one for one in constraints if local_name(one) == "IsNumeric"), None)
    length = next((one for one in constraints if local_name(one) == "Length"), None)
    return FreeText(
        numeric=numeric is not None,
        least=_bound(numeric, "minValue"),
        most=_bound(numeric, "maxValue"),
        min_length=_bound(length, "minLength"),
        max_length=_bound(length, "maxLength"),
        patterns=tuple(
            _pattern(one) for one in constraints if local_name(one) == "AnswerFormatRegex"
        ),
        default=_text(element, "DefaultText"),
        lines=min(int(_text(element, "NumberOfLinesSuggestion") or 1), MOST_LINES),
    )


def _pattern(element: etree._Element) -> Pattern:
    error = element.get("errorText") or "This answer does not have the form that is asked for."
    return Pattern(element.get("regex") or "", error, element.get("flags") == "i")


def _bound(element: etree._Element | None, name: str) -> int | None:
    value = None if element is None else element.get(name)
    return None if value is None else int(value)


def _all(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (one for one in children(element) if local_name(one) == name)


def _named(element: etree._Element, name: str) -> etree._Element:
    return next(_all(element, name))


def _text(element: etree._Element, name: str) -> str:
    found = next(_all(element, name), None)
    return "" if found is None else text_of(found)
