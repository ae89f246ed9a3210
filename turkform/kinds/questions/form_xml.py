"""QuestionForm XML from questions written in YAML (API reference 11.5)."""

from collections.abc import Callable, Iterator, Sequence
from html import escape

from turkform.kinds.questions.content_spec import ChoiceSpec, ContentSpec, EmbeddedSpec, ImageSpec
from turkform.kinds.questions.form_spec import FreeTextSpec, OverviewSpec, QuestionSpec
from turkform.kinds.questions.limits import NAMESPACES

FORM = NAMESPACES["QuestionForm"]
Part = QuestionSpec | OverviewSpec


def question_form(parts: Sequence[Part], render: Callable[[str], str] = str) -> str:
    """A QuestionForm; `render` is put around every text that people read."""
    body = "".join(_Form(render).part(part) for part in parts)
    return f'<QuestionForm xmlns="{FORM}">{body}</QuestionForm>'


def element(name: str, text: object) -> str:
    """An element with a text."""
    return f"<{name}>{escape(str(text))}</{name}>"


def cdata(text: str) -> str:
    """A text as it stands, whatever is in it."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


class _Form:
    def __init__(self, render: Callable[[str], str]) -> None:
        self._render = render

    def part(self, part: Part) -> str:
        if isinstance(part, OverviewSpec):
            return f"<Overview>{''.join(map(self._content, part.overview))}</Overview>"
        return f"<Question>{''.join(self._question(part))}</Question>"

    def _question(self, question: QuestionSpec) -> Iterator[str]:
        yield element("QuestionIdentifier", question.id)
        if question.name is not None:
            yield self._text("DisplayName", question.name)
        yield element("IsRequired", str(question.required).lower())
        yield f"<QuestionContent>{''.join(self._shown(question))}</QuestionContent>"
        asked = self._selection(question) if question.choices else self._answer(question)
        yield f"<AnswerSpecification>{asked}</AnswerSpecification>"

    def _answer(self, asked: FreeTextSpec) -> str:
        return f"<FreeTextAnswer>{''.join(self._free_text(asked))}</FreeTextAnswer>"

    def _shown(self, question: QuestionSpec) -> Iterator[str]:
        if question.text is not None:
            yield self._text("Text", question.text)
        if question.image is not None:
            yield self._binary("image", question.image)
        yield from map(self._content, question.content)

    def _text(self, name: str, text: str) -> str:
        return element(name, self._render(text))

    def _content(self, content: ContentSpec) -> str:
        if content.title is not None:
            return self._text("Title", content.title)
        if content.list is not None:
            return f"<List>{''.join(self._text('ListItem', item) for item in content.list)}</List>"
        if content.embedded is not None:
            return self._embedded(content.embedded)
        return self._piece(content)

    def _piece(self, content: ContentSpec | ChoiceSpec) -> str:
        if content.text is not None:
            return self._text("Text", content.text)
        if content.formatted is not None:
            return f"<FormattedContent>{cdata(self._render(content.formatted))}</FormattedContent>"
        media = {"image": content.image, "audio": content.audio, "video": content.video}
        return "".join(self._binary(kind, one) for kind, one in media.items() if one is not None)

    def _binary(self, kind: str, media: ImageSpec) -> str:
        subtype = element("SubType", media.subtype) if media.subtype is not None else ""
        return (
            f"<Binary><MimeType>{element('Type', kind)}{subtype}</MimeType>"
            f"{self._text('DataURL', media.url)}{self._text('AltText', media.alt)}</Binary>"
        )

    def _embedded(self, one: EmbeddedSpec) -> str:
        parameters = "".join(
            f"<ApplicationParameter>{element('Name', name)}{self._text('Value', value)}"
            "</ApplicationParameter>"
            for name, value in one.parameters.items()
        )
        return (
            f"<EmbeddedBinary><EmbeddedMimeType>{element('Type', one.type)}"
            f"{element('SubType', one.subtype)}</EmbeddedMimeType>"
            f"{self._text('DataURL', one.url)}{self._text('AltText', one.alt)}"
            f"{element('Width', one.width)}{element('Height', one.height)}{parameters}"
            "</EmbeddedBinary>"
        )

    def _selection(self, question: QuestionSpec) -> str:
        choices = "".join(
            f"<Selection>{element('SelectionIdentifier', name)}{self._piece(shown)}</Selection>"
            for name, shown in question.choices.items()
        )
        other = "".join(self._free_text(question.other)) if question.other is not None else ""
        if question.other is not None:
            other = f"<OtherSelection>{other}</OtherSelection>"
        return (
            f"<SelectionAnswer>{element('MinSelectionCount', question.min_choices)}"
            f"{element('MaxSelectionCount', question.max_choices)}"
            f"{element('StyleSuggestion', question.style)}"
            f"<Selections>{choices}{other}</Selections></SelectionAnswer>"
        )

    def _free_text(self, asked: FreeTextSpec) -> Iterator[str]:
        rules = "".join(_rules(asked))
        if rules:
            yield f"<Constraints>{rules}</Constraints>"
        if asked.default is not None:
            yield self._text("DefaultText", asked.default)
        yield element("NumberOfLinesSuggestion", asked.lines)


def _rules(asked: FreeTextSpec) -> Iterator[str]:
    if asked.number is not None:
        yield f"<IsNumeric{_bounds('Value', asked.number.min, asked.number.max)}/>"
    if asked.min_length is not None or asked.max_length is not None:
        yield f"<Length{_bounds('Length', asked.min_length, asked.max_length)}/>"
    for pattern in asked.pattern:
        error = f" errorText={_quoted(pattern.error)}" if pattern.error is not None else ""
        flags = ' flags="i"' if pattern.ignore_case else ""
        yield f"<AnswerFormatRegex regex={_quoted(pattern.regex)}{error}{flags}/>"


def _quoted(text: str) -> str:
    return '"' + escape(text).replace("\n", "&#10;") + '"'


def _bounds(name: str, low: int | None, high: int | None) -> str:
    least = "" if low is None else f' min{name}="{low}"'
    most = "" if high is None else f' max{name}="{high}"'
    return least + most
