"""A submission as the worker saw it: the question's page, with the answers filled in."""

import json
from collections.abc import Mapping
from typing import Final

from lxml import etree

# Runs in the sandboxed frame of the question, which can reach nothing of the review page.
_FILL: Final = """
<script>
addEventListener("load", () => {
  const answers = %s;
  for (const field of document.querySelectorAll("input, textarea, select, button")) {
    const value = answers[field.name];
    if (value !== undefined) {
      const chosen = value.split("|");
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = chosen.includes(field.value) || value === "on" || value === "true";
      } else if (field.type !== "file" && field.type !== "submit") {
        field.value = value;
      }
    }
    field.disabled = true;
  }
});
</script>
"""


def page_of(question: str) -> str | None:
    """The HTML of an HTMLQuestion, or None where the question is of another kind."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(question.encode(), parser)
    except etree.XMLSyntaxError:
        return None
    if etree.QName(root).localname != "HTMLQuestion":
        return None
    content = root.findtext("{*}HTMLContent")
    return content or None


def filled(page: str, answers: Mapping[str, str]) -> str:
    """The page with a script behind it that fills the answers in and takes no input."""
    # a `<` in an answer could end the script, or open another
    values = json.dumps(dict(answers)).replace("<", "\\u003c")
    return page + _FILL % values
