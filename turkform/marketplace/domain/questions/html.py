"""Whether the HTML of an HTMLQuestion is a document that the service takes (API reference 11.2).

Two things are known to be refused: a fragment without the html/body wrapper, and an `&` in the
text that begins no character reference. Browsers are forgiving about all the rest.
"""

from __future__ import annotations

import re
from html.entities import html5
from html.parser import HTMLParser
from typing import Final

_WRAPPER: Final = re.compile(r"<(?:html|body)[\s>/]", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]*);?")


class HtmlError(ValueError):
    """The HTML is not acceptable; the text says where, in the service's `<! [line,col] ... !>`."""


def check_html(text: str) -> None:
    """Check an HTML document; `HtmlError` names the first thing that does not fit."""
    if _WRAPPER.search(text) is None:
        raise _error((1, 0), "The document has neither an html nor a body element.")
    if all(map(_is_known, _REFERENCE.findall(text))):
        return  # reading the document costs more than most HITs' other checks together
    reader = _References()
    reader.feed(text)
    reader.close()


class _References(HTMLParser):
    """Finds references in the text; scripts, styles and attributes have rules of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)

    def handle_entityref(self, name: str) -> None:
        if not _is_known(name):
            text = f"The character & before '{name}' begins no character reference; write &amp;."
            raise _error(self.getpos(), text)


def _is_known(name: str) -> bool:
    """Tell whether a reference exists; some older ones need no semicolon: `&copy2026`."""
    return f"{name};" in html5 or any(name[:end] in html5 for end in range(2, len(name) + 1))


def _error(position: tuple[int, int], text: str) -> HtmlError:
    line, column = position
    return HtmlError(f"<! [{line},{column}] {text} !>")
