"""FormattedContent: the part of XHTML 1.0 that a QuestionForm may carry (API reference 11.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from html.entities import html5
from typing import Final

from lxml import etree

from turkform.marketplace.domain.questions.xml import MAX_DEPTH, children

XHTML: Final = "http://www.w3.org/1999/xhtml"
_TAGS: Final = """
    a area b big blockquote br center cite code col colgroup dd del dl dt em font h1 h2 h3 h4 h5
    h6 hr i img ins li map ol p pre q small strong sub sup table tbody td tfoot th thead tr u ul
"""
TAGS: Final = frozenset(_TAGS.split())
SCHEMES: Final = frozenset({"http", "https", "ftp", "news", "nntp", "mailto", "gopher", "telnet"})
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "img": ("src", "alt"),
    "area": ("alt",),
    "map": ("name",),
}
_FORBIDDEN: Final = frozenset({"class", "id", "style"})
_ADDRESSES: Final = frozenset({"href", "src", "cite", "longdesc", "usemap"})
_VOID: Final = frozenset({"area", "br", "col", "hr", "img"})
_HARMLESS_NAMES: Final = """
    abbr align alt axis border cellpadding cellspacing char charoff cite clear color cols colspan
    compact coords datetime dir face headers height hspace lang noshade nowrap rows rowspan rules
    scope shape size span start summary title type valign value vspace width
"""
_HARMLESS: Final = frozenset(_HARMLESS_NAMES.split())
_KNOWN_TO_XML: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_REFERENCE: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")


def check_formatted(text: str) -> str | None:
    """Return what is wrong with a FormattedContent's text, or None."""
    if not text:
        return "must not be empty."
    wrapped = f'<div xmlns="{XHTML}">{_REFERENCE.sub(_numeric, text)}</div>'
    try:
        root = etree.fromstring(wrapped.encode(), _parser())
    except etree.XMLSyntaxError as error:
        return f"the XHTML cannot be parsed: {error.msg}"
    if next(root.iter(etree.Comment, etree.PI), None) is not None:
        return "comments and processing instructions are not allowed in XHTML content."
    return next((problem for child in children(root) for problem in _problems(child, 0)), None)


def cleaned(text: str) -> str:
    """Return the text as HTML that is safe in a page: only known tags, attributes and addresses.

    It was checked when it was accepted; what a page shows is made anew from the tree all the
    same, so that nothing depends on that.
    """
    wrapped = f'<div xmlns="{XHTML}">{_REFERENCE.sub(_numeric, text)}</div>'
    root = etree.fromstring(wrapped.encode(), _parser())
    return f"<div>{_inside(root)}</div>"


def _inside(element: etree._Element) -> str:
    parts = [escape(element.text or "")]
    for child in children(element):
        parts += [_clean(child), escape(child.tail or "")]
    return "".join(parts)


def _clean(element: etree._Element) -> str:
    name = etree.QName(element).localname
    if name not in TAGS:
        return _inside(element)
    given = [(key, str(element.get(key))) for key in map(str, element.attrib)]
    shown = [(key, value) for key, value in given if _is_safe(name, key, value)]
    if name == "a":
        shown += [("rel", "noopener noreferrer nofollow"), ("target", "_blank")]
    tag = name + "".join(f' {key}="{escape(value)}"' for key, value in shown)
    return f"<{tag}>" if name in _VOID else f"<{tag}>{_inside(element)}</{name}>"


def _is_safe(element: str, name: str, value: str) -> bool:
    if name not in _ADDRESSES:
        return name in _HARMLESS or (element, name) == ("map", "name")
    if name == "usemap":
        return value.startswith("#")
    return value.strip().partition(":")[0].lower() in SCHEMES


def _problems(element: etree._Element, depth: int) -> list[str]:
    if depth > MAX_DEPTH:
        return ["elements are nested too deeply."]
    name = etree.QName(element).localname
    if name not in TAGS:
        return [f"the element '{name}' is not allowed in XHTML content."]
    found = [f"'{name}' needs the attribute '{one}'." for one in _missing(element, name)]
    found += [problem for one in element.attrib if (problem := _attribute(element, str(one)))]
    return found + [
        problem for child in children(element) for problem in _problems(child, depth + 1)
    ]


def _missing(element: etree._Element, name: str) -> list[str]:
    return [one for one in _NEEDED.get(name, ()) if one not in element.attrib]


def _attribute(element: etree._Element, name: str) -> str | None:
    if name in _FORBIDDEN or name.startswith("on"):
        return f"the attribute '{name}' is not allowed in XHTML content."
    if name not in _ADDRESSES:
        return None
    scheme, colon, _ = str(element.get(name)).strip().partition(":")
    if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        allowed = scheme.lower() in SCHEMES
        return None if allowed else f"addresses with the scheme '{scheme}' are not allowed."
    return None


def _numeric(match: re.Match[str]) -> str:
    """XHTML knows many more names than XML does; whatever is unknown stays and is refused."""
    name = match[1]
    if name in _KNOWN_TO_XML or f"{name};" not in html5:
        return match[0]
    return "".join(f"&#{ord(one)};" for one in html5[f"{name};"])


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
