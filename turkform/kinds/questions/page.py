"""Whether a page can be worked on, ours or one elsewhere (API reference 11.2, 11.3)."""

import re
from urllib.parse import urlsplit

from turkform.kinds.questions.limits import QuestionInvalid

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_WRAPPER = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
_FORM = re.compile(r"<form[\s>]", re.IGNORECASE)
_CROWD = re.compile(r"<crowd-form[\s>]", re.IGNORECASE)
_SUBMIT = re.compile(
    r"<(?:input\b[^>]*\btype\s*=\s*[\"']?(?:submit|image)\b"
    r"|button\b(?![^>]*\btype\s*=\s*[\"']?(?:button|reset)\b)"
    r"|crowd-button\b)",
    re.IGNORECASE,
)
# These fill in a hidden field or draw elements; any other file may make a form of its own.
_HELPERS = ("externalHIT_v1.js", "crowd-html-elements.js")
_MAKES = re.compile(
    r"createElement|innerHTML|outerHTML|insertAdjacent|document\.write|\.submit\s*\(|"
    r"externalSubmit|turkSubmitTo|FormData"
)


def check_page(html: str, line: int = 1) -> None:
    """A document with a form that can be submitted, unless a script may make one."""
    visible = _COMMENT.sub("", html)
    if not _WRAPPER.search(visible):
        msg = "the page has neither <html> nor <body>; a fragment is refused by the service"
        raise QuestionInvalid(msg, line)
    if _CROWD.search(visible):
        return  # brings a button of its own
    missing = "" if _SUBMIT.search(visible) else "submit button"
    missing = missing if _FORM.search(visible) else "<form>"
    if missing and not _scripts_may_make_it(visible):
        msg = f"the page has no {missing}; nobody could submit the work"
        raise QuestionInvalid(msg, line)


def check_address(address: str, line: int = 1) -> None:
    """The address of an external page: https, with a host."""
    parts = urlsplit(address.strip())
    if parts.scheme != "https" or not parts.netloc:
        msg = f"the address {address[:80]!r} does not begin with https:// and a host"
        raise QuestionInvalid(msg, line)


def _scripts_may_make_it(html: str) -> bool:
    for attributes, content in _SCRIPT.findall(html):
        foreign = "src" in attributes.lower() and not any(h in attributes for h in _HELPERS)
        if foreign or _MAKES.search(content):
            return True
    return False
