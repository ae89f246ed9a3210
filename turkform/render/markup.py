"""Question documents as lines that can be compared by eye."""

import re

_CONTENT = re.compile(r"<HTMLContent>\s*<!\[CDATA\[(.*)\]\]>\s*</HTMLContent>", re.DOTALL)
_BETWEEN = re.compile(r">\s*<")


def readable(text: str) -> str:
    """The page of an HTMLQuestion as it was written; other XML with each element on a line."""
    page = _CONTENT.search(text)
    if page is not None:
        rest = _CONTENT.sub("<HTMLContent/>", text)
        return page.group(1).replace("]]]]><![CDATA[>", "]]>").strip() + "\n" + _lines(rest)
    return _lines(text) if text.lstrip().startswith("<") else text


def _lines(text: str) -> str:
    return _BETWEEN.sub(">\n<", text.strip())
