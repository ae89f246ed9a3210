"""YAML as text with positions: every scalar stays text, the field's type decides what it means.

The pure-Python composer is used on purpose: the C one crashes on deep nesting. Limits are counted
on events, before anything is composed (reliability reference 5.3).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from turkform.core.diagnostics import Diagnostic, SourceSpan

MAX_BYTES = 1_048_576
MAX_DEPTH = 50
MAX_NODES = 100_000
MAX_ALIASES = 100
_TO_DATA = "Rows belong into a CSV or JSON Lines file, see for_each:."

Path: TypeAlias = tuple[str | int, ...]
Raw: TypeAlias = "str | list[Raw] | dict[str, Raw] | None"


@dataclass(frozen=True, slots=True)
class Source:
    """One file's data with the place of every key and value, and what is wrong with it."""

    file: str
    data: Raw = None
    spans: Mapping[Path, SourceSpan] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    broken: frozenset[Path] = frozenset()
    """Where a value could not be read; nobody needs to hear that it is missing, too."""


class _Bad(Exception):
    def __init__(self, message: str, mark: Any, hint: str = "") -> None:
        self.message, self.mark, self.hint = message, mark, hint
        super().__init__(message)


def parse(file: str, data: bytes) -> Source:
    """Read one document; problems become diagnostics, the data that could be read stays."""
    try:
        text = _decode(data)
        _check_events(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except _Bad as bad:
        return Source(file, diagnostics=(_diagnostic(file, bad.message, bad.mark, bad.hint),))
    except yaml.MarkedYAMLError as error:
        message = _one_line(error)
        mark = error.problem_mark or error.context_mark
        return Source(file, diagnostics=(_diagnostic(file, message, mark),))
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        return Source(file, diagnostics=(_diagnostic(file, f"not YAML: {error}", None),))
    builder = _Builder(file)
    value = None if node is None else builder.build(node, ())
    found = tuple(builder.diagnostics)
    return Source(file, value, builder.spans, found, frozenset(builder.broken))


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _Bad(f"the file has {len(data)} bytes; at most {MAX_BYTES} are read", None)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Bad("the file is UTF-16; save it as UTF-8", None)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "Save it as UTF-8."
        raise _Bad(f"the file is not UTF-8 (byte {error.start})", None, hint) from error
    if "\x00" in text:
        raise _Bad("the file contains a NUL character", None, "Save it as plain text (UTF-8).")
    return text


def _one_line(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "cannot be read as YAML"
    if "'\\t'" in problem:
        return "a tab is used for indentation; YAML wants spaces"
    return " ".join(problem.split())


def _check_events(text: str) -> None:
    depth = nodes = aliases = documents = 0
    for event in _events(text):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        nodes += isinstance(event, yaml.NodeEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > MAX_DEPTH:
            hint = "A campaign needs fewer; is this the right file?"
            raise _Bad(f"nested more than {MAX_DEPTH} levels deep", event.start_mark, hint)
        if nodes > MAX_NODES:
            raise _Bad(f"more than {MAX_NODES:,} values in one file", event.start_mark, _TO_DATA)
        if aliases > MAX_ALIASES:
            raise _Bad(f"more than {MAX_ALIASES} aliases in one file", event.start_mark)
        if documents > 1:
            hint = "Put the second document into a file of its own."
            raise _Bad("a second document begins here", event.start_mark, hint)


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=yaml.SafeLoader)


def _diagnostic(file: str, message: str, mark: Any, hint: str = "") -> Diagnostic:
    span = SourceSpan(file, mark.line + 1, mark.column + 1) if mark else SourceSpan(file)
    return Diagnostic(message, span, hint=hint)


_TAGS = {
    "tag:yaml.org,2002:" + name
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "value")
}


class _Builder:
    """Turns nodes into data, noting where everything stands; expanded size is bounded."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.spans: dict[Path, SourceSpan] = {}
        self.diagnostics: list[Diagnostic] = []
        self._open: set[int] = set()
        self._built = 0
        self.broken: set[Path] = set()

    def build(self, node: yaml.Node, path: Path) -> Raw:
        self._built += 1
        self.spans.setdefault(path, self._span(node))
        if id(node) in self._open:
            return self._broken(node, path, "an alias refers to itself", "Write the value out.")
        if self._built > MAX_NODES:
            return self._too_many(node, path)
        if node.tag not in _TAGS:
            message = f"the tag {node.tag} is not allowed"
            return self._broken(node, path, message, "Write the value without it.")
        self._open.add(id(node))
        try:
            return self._value(node, path)
        finally:
            self._open.discard(id(node))

    def _value(self, node: yaml.Node, path: Path) -> Raw:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, i)) for i, item in enumerate(node.value)]
        if any("\ud800" <= c <= "\udfff" for c in node.value):
            return self._broken(node, path, "the text contains half of a surrogate pair")
        is_empty = node.tag == "tag:yaml.org,2002:null" and node.value in {"", "~", "null"}
        return None if is_empty else str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> Raw:
        result: dict[str, Raw] = {}
        for key, value in node.value:
            name = self._key(key)
            if name is None:
                continue
            here = (*path, name)
            if name in result:
                first = self.spans[here]
                self._problem(key, f'the key "{name}" stands here a second time (first: {first})')
                continue
            self.spans[here] = self._span(key)
            result[name] = self.build(value, here)
        return result

    def _key(self, key: yaml.Node) -> str | None:
        if key.tag == "tag:yaml.org,2002:merge":
            self._problem(key, "merge keys (<<) are not supported; repeat the values")
            return None
        if not isinstance(key, yaml.ScalarNode) or key.tag not in _TAGS:
            self._problem(key, "a key must be plain text")
            return None
        return str(key.value)

    def _span(self, node: yaml.Node) -> SourceSpan:
        return SourceSpan(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _too_many(self, node: yaml.Node, path: Path) -> Raw:
        """Told once: a bomb goes off in thousands of places."""
        message = f"aliases expand to more than {MAX_NODES:,} values"
        if all(known.message != message for known in self.diagnostics):
            return self._broken(node, path, message, "Write the values out, or move them to data.")
        return None

    def _broken(self, node: yaml.Node, path: Path, message: str, hint: str = "") -> Raw:
        self.broken.add(path)
        self.diagnostics.append(Diagnostic(message, self._span(node), hint=hint))
        return None

    def _problem(self, node: yaml.Node, message: str) -> Raw:
        self.diagnostics.append(Diagnostic(message, self._span(node)))
        return None
