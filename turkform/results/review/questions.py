"""A submission as the worker saw it: the question's page, with the answers filled in."""

import json
from collections.abc import Mapping
from html import escape
from typing import Final

from lxml import etree

from turkform.results.review.forms import form_html

# Runs in the sandboxed frame of the question, which can reach nothing of the review page. The
# frame's height is all that it tells.
_FILL: Final = """
<script>
addEventListener("load", () => {
  const answers = %s;
  for (const field of document.querySelectorAll("input, textarea, select")) {
    const value = Object.hasOwn(answers, field.name) ? answers[field.name] : undefined;
    if (value === undefined) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      const chosen = value.split("|");
      const ticked = Object.hasOwn(answers, `${field.name}.${field.value}`);
      field.checked = chosen.includes(field.value) || value === "on" || value === "true" || ticked;
    } else if (field.type !== "file" && field.type !== "submit") {
      field.value = value;
    }
  }
  const body = document.body;
  const high = () => Math.max(body.getBoundingClientRect().bottom, body.scrollHeight);
  const tell = () => parent.postMessage({height: Math.ceil(high()) + 16}, "*");
  body.inert = true;
  tell();
  setTimeout(tell, 600);
});
</script>
"""
_NOTE: Final = '<!DOCTYPE html><meta charset="utf-8"><body style="font:16px/1.5 system-ui">'


def page_of(question: str) -> str:
    """The HTML of a question of any kind; what cannot be shown says so."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(question.encode(), parser)
    except etree.XMLSyntaxError:
        return _note("The question is not there any more; its HIT may have been deleted.")
    kind = etree.QName(root).localname
    if kind == "HTMLQuestion":
        return root.findtext("{*}HTMLContent") or _note("The question is empty.")
    if kind == "ExternalQuestion":
        return _note(f"The worker answered on {root.findtext('{*}ExternalURL') or 'another site'}")
    return form_html(root)


def _note(text: str) -> str:
    return f"{_NOTE}<p>{escape(text)}</p></body>"


def filled(page: str, answers: Mapping[str, str]) -> str:
    """The page with a script behind it that fills the answers in and takes no input."""
    # a `<` in an answer could end the script, or open another
    values = json.dumps(dict(answers)).replace("<", "\\u003c")
    return page + _FILL % values
