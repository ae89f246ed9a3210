"""A QuestionForm as a page for reviewers: contents and answer fields, near to what workers see.

The formatted content is the requester's own XHTML; it is shown in a sandboxed frame.
"""

from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Final

from lxml import etree

_HEAD: Final = (
    '<!DOCTYPE html><meta charset="utf-8"><style>'
    "body{font:16px/1.5 system-ui,sans-serif;margin:1rem}label{display:block}"
    "fieldset{border:1px solid #d9e0e7;border-radius:.4rem;margin:0 0 1rem}img{max-width:100%}"
    "textarea{width:100%;font:inherit}</style><body>"
)


def form_html(form: etree._Element) -> str:
    """The whole form; parts of a kind that is not known are left out."""
    return _HEAD + "".join(_part(part) for part in _children(form)) + "</body>"


def _part(part: etree._Element) -> str:
    if _name(part) == "Overview":
        return _contents(part)
    if _name(part) != "Question":
        return ""
    identifier = _text(part, "QuestionIdentifier")
    content, answer = part.find("{*}QuestionContent"), part.find("{*}AnswerSpecification")
    shown = _contents(content) if content is not None else ""
    fields = "".join(_field(one, identifier) for one in _children(answer))
    legend = escape(_text(part, "DisplayName"))
    return f"<fieldset><legend>{legend}</legend>{shown}{fields}</fieldset>"


def _contents(parent: etree._Element) -> str:
    return "".join(_CONTENT[_name(one)](one) for one in _children(parent) if _name(one) in _CONTENT)


def _list(element: etree._Element) -> str:
    items = "".join(f"<li>{escape(one.text or '')}</li>" for one in _children(element))
    return f"<ul>{items}</ul>"


def _binary(element: etree._Element) -> str:
    url, text = escape(_text(element, "DataURL")), escape(_text(element, "AltText"))
    kind = _text(element, "Type") or next(
        (one.text or "" for one in element.iterfind("{*}MimeType/{*}Type")), ""
    )
    if kind in {"audio", "video"}:
        return f'<{kind} controls src="{url}" title="{text}"></{kind}>'
    return f'<img src="{url}" alt="{text}">'


def _plain(tag: str) -> Callable[[etree._Element], str]:
    return lambda element: f"<{tag}>{escape(element.text or '')}</{tag}>"


_CONTENT: Final[Mapping[str, Callable[[etree._Element], str]]] = {
    "Title": _plain("h2"),
    "Text": _plain("p"),
    "FormattedContent": lambda element: element.text or "",
    "List": _list,
    "Binary": _binary,
    "EmbeddedBinary": _binary,
}


def _field(answer: etree._Element, identifier: str) -> str:
    name = escape(identifier)
    if _name(answer) == "SelectionAnswer":
        return "".join(_selections(answer, name))
    if _name(answer) == "FileUploadAnswer":
        return f'<label>Uploaded file <input name="{name}" size="40"></label>'
    return f'<textarea name="{name}" rows="2"></textarea>'


def _selections(answer: etree._Element, name: str) -> Iterator[str]:
    several = _text(answer, "StyleSuggestion") in {"checkbox", "list", "multichooser"}
    kind = "checkbox" if several else "radio"
    for one in answer.iterfind("{*}Selections/{*}Selection"):
        value = escape(_text(one, "SelectionIdentifier"))
        label = _contents(one).removeprefix("<p>").removesuffix("</p>")
        yield f'<label><input type="{kind}" name="{name}" value="{value}"> {label}</label>'
    if answer.find("{*}Selections/{*}OtherSelection") is not None:
        yield f'<label>Other <input name="{name}"></label>'


def _children(element: etree._Element | None) -> Iterator[etree._Element]:
    """Elements alone, without comments."""
    for one in element if element is not None else ():
        if isinstance(one.tag, str):
            yield one


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _text(element: etree._Element, name: str) -> str:
    return element.findtext(f"{{*}}{name}") or ""
