"""Question documents, parsed without entities or network and checked against their schemas.

The schemas are our own, from API reference 11; they share nothing with the marketplace's rules.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import cast

from lxml import etree

from turkform.kinds.questions.limits import (
    BASE,
    NAMESPACES,
    QuestionInvalid,
    check_text,
    position,
)

_OLD_FORM = BASE + "2005-10-01/QuestionForm.xsd"
_BRACED = re.compile(r"\{[^}]*\}")


def document(text: str, allowed: tuple[str, ...]) -> etree._Element:
    """The root of a document of one of the allowed kinds, its structure checked."""
    check_text(text)
    root = _parsed(text)
    kind = etree.QName(root).localname
    if kind not in allowed:
        msg = f"the root element is {kind}; expected {' or '.join(allowed)}"
        raise QuestionInvalid(msg, line_of(root))
    _check_namespace(root, kind)
    _check_structure(root, kind)
    return root


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def fail(element: etree._Element, message: str) -> QuestionInvalid:
    """A finding at an element."""
    return QuestionInvalid(message, line_of(element))


def line_of(element: etree._Element) -> int:
    """The line that an element begins in, counting from 1."""
    return int(str(element.sourceline))  # the stubs do not know that it is a number


def _parsed(text: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    if "<!DOCTYPE" in text and text.lstrip().startswith(("<?xml", "<!DOCTYPE")):
        before = text[: text.index("<!DOCTYPE")]
        if "<![CDATA[" not in before and re.fullmatch(r"\s*(<\?xml[^>]*\?>)?\s*", before):
            line, column = position(text, len(before))
            msg = "has a DOCTYPE; questions may not have one"
            raise QuestionInvalid(msg, line, column)
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        message = _cdata_hint(str(error.msg or "is not XML"), text)
        raise QuestionInvalid(f"is not well-formed XML: {message}", line, column) from None


def _cdata_hint(message: str, text: str) -> str:
    message = re.sub(r", line \d+, column \d+.*$", "", message).strip()
    if text.count("]]>") > text.count("<![CDATA["):
        message += "; ]]> inside CDATA ends it: write ]]]]><![CDATA[> instead"
    return message


def _check_namespace(root: etree._Element, kind: str) -> None:
    found, expected = etree.QName(root).namespace, NAMESPACES[kind]
    if found == _OLD_FORM and kind == "QuestionForm":
        for element in root.iter(f"{{{_OLD_FORM}}}*"):
            element.tag = f"{{{expected}}}{local(element)}"
    elif found != expected:
        msg = f'{kind} has the namespace {found or "none"}; expected xmlns="{expected}"'
        raise fail(root, msg)


@cache
def _schema(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).parent / "xsd" / f"{kind}.xsd"))


def _check_structure(root: etree._Element, kind: str) -> None:
    schema = _schema(kind)
    if not schema.validate(root):
        first = cast("Sequence[etree._LogEntry]", schema.error_log)[0]  # noqa: SLF001 - its type
        raise QuestionInvalid(_words(first.message), int(first.line))


def _words(message: str) -> str:
    """The schema processor's message without namespaces and codes."""
    plain = _BRACED.sub("", message).rstrip(". ").replace("( ", "(").replace(" )", ")")
    return plain[:1].lower() + plain[1:]
