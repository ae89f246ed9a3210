"""Reading XML that strangers wrote: no document types, no entities, no network."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

NAMESPACES: Final = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/"
MAX_BYTES: Final = 65_535
MAX_DEPTH: Final = 50


class QuestionError(ValueError):
    """The XML is not acceptable; the text is the parser's detail."""


def parse(text: str, *, most: int | None = MAX_BYTES) -> etree._Element:
    """Return the root element; `QuestionError` tells what is wrong and where.

    Questions, tests and keys have at most `most` bytes; answers have no documented limit.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        msg = f"Character {error.start + 1} is half of a surrogate pair."
        raise QuestionError(msg) from error
    if most is not None and len(data) > most:
        msg = f"The data has {len(data)} bytes; at most {most} are accepted."
        raise QuestionError(msg)
    try:
        root = etree.fromstring(data.lstrip(), _parser())
    except etree.XMLSyntaxError as error:
        line, column = error.position
        msg = f"[{line},{column}] {error.msg}"
        raise QuestionError(msg) from error
    if "<!DOCTYPE" in text[: _prolog_end(text)]:
        msg = "DOCTYPE is not allowed in question or answer data."
        raise QuestionError(msg)
    return root


def _parser() -> etree.XMLParser:
    # the text arrived as JSON, so the encoding that the document declares is not its own
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def _prolog_end(text: str) -> int:
    """Where the root element begins: a DOCTYPE inside CDATA is somebody's HTML, not ours."""
    found = re.search(r"<[A-Za-z_]", text)
    return found.start() if found else len(text)


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname


def namespace(element: etree._Element) -> str:
    """Return an element's namespace, empty when it has none."""
    return etree.QName(element).namespace or ""


def children(element: etree._Element) -> list[etree._Element]:
    """Return child elements, comments and processing instructions left out."""
    return list(element.iterchildren(tag=etree.Element))


def text_of(element: etree._Element) -> str:
    """Return the element's own text, stripped."""
    return (element.text or "").strip()


def located(element: etree._Element, message: str) -> QuestionError:
    """Return an error that says where it is."""
    return QuestionError(f"[{element.sourceline}] {message}")
