"""Question documents, parsed without entities or network and checked against their schemas.

The schemas are our own, from API reference 11; they share nothing with the marketplace's rules.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import cast

from lxml import etree

from turkform.kinds.questions.form_xml import BASE

MAX_BYTES = 65_535  # of a question, a test and an answer key (API reference 4)
NAMESPACES = {
    "HTMLQuestion": BASE + "2011-11-11/HTMLQuestion.xsd",
    "ExternalQuestion": BASE + "2006-07-14/ExternalQuestion.xsd",
    "QuestionForm": BASE + "2017-11-06/QuestionForm.xsd",
    "AnswerKey": BASE + "2005-10-01/AnswerKey.xsd",
}
_OLD_FORM = BASE + "2005-10-01/QuestionForm.xsd"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BRACED = re.compile(r"\{[^}]*\}")


class QuestionInvalid(ValueError):
    """A document that the service would refuse; `line` and `column` count within it from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        self.line, self.column = line, column
        super().__init__(message)


def check_text(text: str) -> None:
    """What holds for every document: its size, and characters that XML can carry."""
    size = len(text.encode())
    if size > MAX_BYTES:
        msg = f"has {size:,} bytes; at most {MAX_BYTES:,} are taken"
        raise QuestionInvalid(msg)
    if found := _ILLEGAL.search(text):
        line, column = position(text, found.start())
        msg = f"has the character U+{ord(found.group()):04X}, which XML cannot carry"
        raise QuestionInvalid(msg, line, column)


def position(text: str, offset: int) -> tuple[int, int]:
    """The line and column of a character, counting from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


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
