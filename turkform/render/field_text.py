"""One field before and after: short values side by side, long texts as a diff."""

import difflib
import json
from collections.abc import Iterator, Sequence

from turkform.core.changes import FieldChange
from turkform.core.json_types import Json
from turkform.render.groups import DIGESTS
from turkform.render.lines import Line, Piece, Style, line
from turkform.render.text import clip, one_line

_FIELDS_SHOWN = 8
_DIFF_SHOWN = 12
_LONG = 160


def field_lines(fields: Sequence[FieldChange], indent: int, *, full: bool) -> Iterator[Line]:
    """All fields, or the first few and how many more there are."""
    shown = fields if full else fields[:_FIELDS_SHOWN]
    for field in shown:
        yield from _field(field, indent + 2, full=full)
    if hidden := len(fields) - len(shown):
        yield line(" " * (indent + 2) + f"and {hidden} more fields: --detail full", Style.QUIET)


def field_text(field: FieldChange) -> str:
    """On one line: `reward: $0.12 → $0.15`."""
    if field.name in DIGESTS or _long(field.before, field.after):
        return f"{field.name}: the text differs"
    return f"{field.name}: {_value(field.before)} → {_value(field.after)}"


def _field(field: FieldChange, indent: int, *, full: bool) -> Iterator[Line]:
    before, after, pad = field.before, field.after, " " * indent
    if field.name in DIGESTS or not _long(before, after):
        yield line(pad + field_text(field), hang=indent + 2)
        return
    yield line(f"{pad}{field.name}:")
    changed = list(_diff(str(before), str(after)))
    shown = changed if full else changed[:_DIFF_SHOWN]
    for text in shown:
        style = {"+": Style.CREATE, "-": Style.DELETE}.get(text[0], Style.QUIET)
        yield Line((Piece(f"{pad}  "), Piece(one_line(text), style)), indent + 6)
    if hidden := len(changed) - len(shown):
        yield line(f"{pad}  and {hidden} more lines: --detail full", Style.QUIET)


def _long(before: Json, after: Json) -> bool:
    texts = isinstance(before, str) and isinstance(after, str)
    return texts and any(isinstance(v, str) and "\n" in v for v in (before, after))


def _diff(before: str, after: str) -> Iterator[str]:
    compared = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    for number, text in enumerate(compared):
        if number > 1 and not text.startswith("@@"):
            yield text


def _value(value: Json) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return clip(one_line(text), _LONG)
