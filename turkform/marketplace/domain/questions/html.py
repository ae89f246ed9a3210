"""Whether the HTML of an HTMLQuestion has one of the errors that the service refuses (11.2).

The service reads it as HTML5. Refusals that are on record: an `&` in the text that begins no
character reference, a second body, attributes without space between them, and fragments without
html and body, which only the Requester's web pages take. A doctype alone makes a document: HTML5
lets the other tags be left out.
"""

from __future__ import annotations

import re
from html.entities import html5
from html.parser import HTMLParser
from typing import Final

_REFERENCE: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]*);?")
_DOCUMENT: Final = re.compile(r"<(?:!doctype|html|body)[\s>/]", re.IGNORECASE)
_BODY: Final = re.compile(r"<body[\s>/]", re.IGNORECASE)
_CRAMPED: Final = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')[A-Za-z]""")
_QUOTED: Final = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")

_FRAGMENT: Final = (
    "<! [1,1] Start tag seen without seeing a doctype first. "
    "Expected \u201c<!DOCTYPE html>\u201d. !>"
)


class HtmlError(ValueError):
    """The HTML is not acceptable; the text says where, in the service's `<! [line,col] ... !>`."""


def check_html(text: str) -> None:
    """Check an HTML document; `HtmlError` lists everything that is wrong."""
    if _DOCUMENT.search(text) is None:
        raise HtmlError(_FRAGMENT)
    if not _is_suspicious(text):
        return  # reading the document costs more than most HITs' other checks together
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.errors:
        raise HtmlError(" ".join(reader.errors))


def _is_suspicious(text: str) -> bool:
    return (
        not all(map(_is_known, _REFERENCE.findall(text)))
        or len(_BODY.findall(text)) > 1
        or _CRAMPED.search(text) is not None
    )


class _Reader(HTMLParser):
    """Collects errors; scripts, styles and attributes' values have rules of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.errors: list[str] = []
        self._bodies = 0

    def handle_entityref(self, name: str) -> None:
        if not _is_known(name):
            self._report(f"The character & before '{name}' begins no character reference.")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if _CRAMPED.search(self.get_starttag_text() or "") and self._is_cramped():
            self._report("No space between attributes.")
        if tag == "body":
            self._bodies += 1
            if self._bodies > 1:
                self._report(
                    "A \u201cbody\u201d start tag was seen but an element of the same type "
                    "was already open."
                )

    def _is_cramped(self) -> bool:
        """Look behind each quoted value in turn, so that quotes in values do not mislead."""
        tag = self.get_starttag_text() or ""
        return any(tag[found.end() :][:1].isalpha() for found in _QUOTED.finditer(tag))

    def _report(self, text: str) -> None:
        line, column = self.getpos()
        self.errors.append(f"<! [{line},{column}] {text} !>")


def _is_known(name: str) -> bool:
    """Tell whether a reference exists; some older ones need no semicolon: `&copy2026`."""
    return f"{name};" in html5 or any(name[:end] in html5 for end in range(2, len(name) + 1))
