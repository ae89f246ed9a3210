"""An HTMLQuestion's document made ready for its frame (API reference 11.2, 11.4).

Its form posts to Amazon, its helper scripts and Crowd HTML Elements lie on Amazon's servers: all
are turned to this marketplace, which has its own. Nothing is trusted here; the frame that shows the
document is what contains it.
"""

from __future__ import annotations

import re
from typing import Final

SUBMIT_PATH: Final = "/mturk/externalSubmit"
_SUBMIT: Final = re.compile(
    r"(?:https?:)?//(?:www|workersandbox)\.mturk\.com/mturk/externalSubmit", re.IGNORECASE
)
_HELPER: Final = re.compile(
    r"(?:https?:)?//(?:s3\.amazonaws\.com/mturk-public|mturk-public\.s3\.amazonaws\.com)"
    r"/(?:externalHIT_v1|assets/externalHIT_v1)\.js",
    re.IGNORECASE,
)
_CROWD: Final = re.compile(
    r"""(src\s*=\s*["']?)((?:https?:)?//assets\.crowd\.aws/crowd-html-elements\.js)""",
    re.IGNORECASE,
)
_DOCTYPE: Final = re.compile(r"\s*<!doctype[^>]*>", re.IGNORECASE)


def prepared(document: str, origin: str) -> str:
    """Return the document with its addresses turned to `origin` and our helper put first."""
    text = _SUBMIT.sub(lambda _: origin + SUBMIT_PATH, document)
    text = _HELPER.sub(lambda _: f"{origin}/static/externalHIT_v1.js", text)
    text = _CROWD.sub(lambda found: f"{found[1]}{origin}/static/crowd-html-elements.js", text)
    # before everything else a parser opens <head> by itself, wherever the document has its own
    helper = f'<script src="{origin}/static/frame.js"></script>'
    doctype = _DOCTYPE.match(text)
    if doctype is None:
        return helper + text
    return text[: doctype.end()] + helper + text[doctype.end() :]
