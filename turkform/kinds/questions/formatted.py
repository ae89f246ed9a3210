"""The XHTML subset of FormattedContent (API reference 11.5)."""

from urllib.parse import urlsplit

from lxml import etree

from turkform.kinds.questions.documents import line_of
from turkform.kinds.questions.limits import QuestionInvalid

_TAGS = frozenset({
    "a", "area", "b", "big", "blockquote", "br", "center", "cite", "code", "col", "colgroup", "dd",
    "del", "dl", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li",
    "map", "ol", "p", "pre", "q", "small", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "u", "ul",
})  # fmt: skip
_FORBIDDEN = frozenset({"class", "id", "style"})
_NEEDED = {"img": ("src", "alt"), "area": ("alt",), "map": ("name",)}
_SCHEMES = frozenset({"", "http", "https", "ftp", "news", "nntp", "mailto", "gopher", "telnet"})
_ADDRESSES = ("href", "src", "cite", "longdesc")


def check_formatted(text: str, line: int = 1) -> None:
    """`QuestionInvalid` names the first thing that the service would not show."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(f"<x>{text}</x>".encode(), parser)
    except etree.XMLSyntaxError as error:
        at = error.position[0]
        msg = (
            "FormattedContent is not well-formed XHTML; close and nest every tag, quote attributes"
        )
        raise QuestionInvalid(msg, line + at - 1) from None
    for element in root.iterdescendants():
        _check(element, line + line_of(element) - 1)


def _check(element: etree._Element, line: int) -> None:
    name = str(element.tag)  # a function's name for comments and instructions
    if name not in _TAGS:
        shown = f"<{name}>" if name.isalnum() else "a comment or instruction"
        msg = f"FormattedContent has {shown}, which is not allowed there"
        raise QuestionInvalid(msg, line)
    for attribute, value in element.attrib.items():
        _check_attribute(name, str(attribute), str(value), line)
    for needed in _NEEDED.get(name, ()):
        if not element.get(needed):
            msg = f"FormattedContent: <{name}> needs {needed}="
            raise QuestionInvalid(msg, line)


def _check_attribute(name: str, attribute: str, value: str, line: int) -> None:
    if attribute in _FORBIDDEN or attribute.startswith("on"):
        msg = f"FormattedContent: {attribute}= is not allowed on <{name}>"
        raise QuestionInvalid(msg, line)
    if attribute in _ADDRESSES and urlsplit(value).scheme.lower() not in _SCHEMES:
        msg = f"FormattedContent: the address {value[:60]!r} has a scheme that is not allowed"
        raise QuestionInvalid(msg, line)
