"""One field before and after: short values side by side, long texts as a diff."""

import difflib
import json
from collections.abc import Iterator, Sequence

from turkform.core.changes import FieldChange
from turkform.core.json_types import Json
from turkform.render.groups import DIGESTS
from turkform.render.lines import Line, Piece, Style, line
from turkform.render.markup import readable
from turkform.render.nested import differing, has_parts
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
    if _digests(field) or _long(field.before, field.after):
        return f"{field.name}: the text differs"
    if has_parts(field.before) or has_parts(field.after):
        parts = (f"{sign} {text}" for sign, text in differing(field.before, field.after))
        return clip(f"{field.name}: {one_line('; '.join(parts))}", _LONG * 2)
    return f"{field.name}: {_value(field.before)} → {_value(field.after)}"


def _field(field: FieldChange, indent: int, *, full: bool) -> Iterator[Line]:
    before, after, pad = field.before, field.after, " " * indent
    if has_parts(before) or has_parts(after):
        changed = [f"{sign} {text}" for sign, text in differing(before, after)]
    elif not _digests(field) and _long(before, after):
        changed = list(_diff(readable(str(before or "")), readable(str(after or ""))))
    else:
        yield line(pad + field_text(field), hang=indent + 2)
        return
    yield line(f"{pad}{field.name}:")
    shown = changed if full else changed[:_DIFF_SHOWN]
    for text in shown:
        style = {"+": Style.CREATE, "-": Style.DELETE}.get(text[0], Style.QUIET)
        yield Line((Piece(f"{pad}  "), Piece(one_line(text), style)), indent + 6)
    if hidden := len(changed) - len(shown):
        yield line(f"{pad}  and {hidden} more lines: --detail full", Style.QUIET)


def _digests(field: FieldChange) -> bool:
    """Whether all that is known of a text is that it differs."""
    values = (field.before, field.after)
    return field.name in DIGESTS and not any("<" in str(value) for value in values)


def _long(before: Json, after: Json) -> bool:
    texts = all(isinstance(value, str | None) for value in (before, after))
    return texts and any(
        isinstance(value, str) and ("\n" in value or value.startswith("<"))
        for value in (before, after)
    )


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
