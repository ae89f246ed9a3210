"""The canonical layout of a YAML file: ruamel.yaml lays out, comments are put in order after it.

Nothing is reordered and no scalar is rewritten; what cannot be laid out without a loss is refused.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from turkform.config.yaml_source import parse
from turkform.core.diagnostics import Diagnostic, SourceSpan
from turkform.core.errors import ConfigurationInvalid

_UNLIMITED = 1_000_000
# What YAML takes for the end of a line and for space; str.splitlines and str.strip take more.
_BREAKS = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_SPACES = " \t"


@dataclass(frozen=True, slots=True)
class _Row:
    """One line: its content, its comment, and whether it lies within a scalar of many lines."""

    content: str
    comment: str = ""
    within: bool = False

    @property
    def indent(self) -> int:
        return len(self.content) - len(self.content.lstrip())

    @property
    def only_comment(self) -> bool:
        return bool(self.comment) and not self.content.strip()


def formatted(name: str, text: str) -> str:
    """The text in canonical layout; `ConfigurationInvalid` where it is no usable YAML."""
    before = parse(name, text.encode())
    if before.diagnostics:
        raise ConfigurationInvalid(before.diagnostics)
    source = _rows(text)
    laid_out = _rows(_laid_out(text))
    depths = list(_belonging(source))
    rows = _trimmed(_aligned(_indented(laid_out, depths)))
    result = "".join(f"{_joined(row)}\n" for row in rows)
    after = parse(name, result.encode())
    if after.data != before.data or _comments(_rows(result)) != _comments(source):
        msg = "cannot be laid out without losing something; left as it is"
        hint = "Move comments out of brackets and block texts."
        raise ConfigurationInvalid([Diagnostic(msg, SourceSpan(name), hint=hint)])
    return result


def _laid_out(text: str) -> str:
    from ruamel.yaml import YAML

    layout = YAML()
    layout.indent(mapping=2, sequence=4, offset=2)
    layout.width = _UNLIMITED
    layout.preserve_quotes = True
    node = layout.compose(text)
    if node is None:
        return text
    _prepare(node)
    out = io.StringIO()
    layout.serialize(node, out)
    return out.getvalue()


def _prepare(node: object) -> None:
    """Keep names of anchors; brackets over several lines become blocks."""
    from ruamel.yaml.anchor import Anchor
    from ruamel.yaml.nodes import CollectionNode, MappingNode, Node

    if isinstance(node, Node) and isinstance(node.anchor, str):
        anchor: Any = Anchor()  # its class declares the name as None
        anchor.value, anchor.always_dump = node.anchor, True
        node.anchor = anchor
    if isinstance(node, CollectionNode):
        if node.flow_style and node.start_mark.line != node.end_mark.line:
            node.flow_style = False
        for child in node.value:
            for part in child if isinstance(node, MappingNode) else (child,):
                _prepare(part)


def _rows(text: str) -> list[_Row]:
    """Lines with their comments apart, by the places of the tokens."""
    lines = _BREAKS.split(text)
    if not lines[-1]:
        lines.pop()
    ends = [0] * (len(lines) + 1)
    within = [False] * (len(lines) + 1)
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        start, end = token.start_mark, token.end_mark
        ends[end.line] = max(ends[end.line], end.column)
        many = isinstance(token, yaml.ScalarToken) and end.line > start.line
        # A block text ends at the start of the next line, a quoted one within its last line.
        last = end.line if end.column == 0 else end.line + 1
        for number in range(start.line, last) if many else ():
            within[number] = True
    return [_row(*one) for one in zip(lines, ends[: len(lines)], within[: len(lines)], strict=True)]


def _row(line: str, end: int, within: bool) -> _Row:
    rest = line[end:].strip(_SPACES)
    if within or not rest.startswith("#"):
        return _Row(line if within else line.rstrip(_SPACES), within=within)
    return _Row(line[:end].rstrip(_SPACES) if end else line[: len(line) - len(line.lstrip())], rest)


def _belonging(rows: Sequence[_Row]) -> Iterator[bool]:
    """Of each comment with a line of its own: whether it belongs to what stands before it."""
    for number, row in enumerate(rows):
        if row.only_comment:
            after = next((r for r in rows[number + 1 :] if _has_content(r)), None)
            yield row.indent > (after.indent if after else 0)


def _has_content(row: _Row) -> bool:
    return bool(row.content.strip())


def _indented(rows: Sequence[_Row], belongs_before: Sequence[bool]) -> list[_Row]:
    decisions = iter(belongs_before)
    found: list[_Row] = []
    for number, row in enumerate(rows):
        if row.only_comment:
            if next(decisions, False):
                near = next((r for r in reversed(found) if _has_content(r)), None)
            else:
                near = next((r for r in rows[number + 1 :] if _has_content(r)), None)
            found.append(_Row(" " * (near.indent if near else 0), row.comment))
        else:
            found.append(row)
    return found


def _aligned(rows: Sequence[_Row]) -> list[_Row]:
    """Comments of neighbouring lines begin in one column, two spaces behind the longest."""
    found: list[_Row] = []
    block: list[_Row] = []
    for row in [*rows, _Row("")]:
        if row.comment and not row.only_comment:
            block.append(row)
            continue
        edge = max((len(one.content) for one in block), default=0) + 2
        found += [_Row(one.content.ljust(edge), one.comment) for one in block]
        block = []
        found.append(row)
    return found[:-1]


def _trimmed(rows: Sequence[_Row]) -> list[_Row]:
    """No blank line at the ends, and never two in a row outside of texts."""
    found: list[_Row] = []
    for row in rows:
        blank = not row.within and not _joined(row).strip()
        if blank and (not found or not _joined(found[-1]).strip()):
            continue
        found.append(row)
    while found and not found[-1].within and not _joined(found[-1]).strip():
        found.pop()
    return found


def _joined(row: _Row) -> str:
    return row.content + row.comment


def _comments(rows: Sequence[_Row]) -> list[str]:
    return [row.comment for row in rows if row.comment]
