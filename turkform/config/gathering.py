"""Reading and merging the files of a campaign; a name given twice is an error naming both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from turkform.config.files import FileRefused, ProjectFiles
from turkform.config.sections import Section
from turkform.config.yaml_source import Path as DataPath
from turkform.config.yaml_source import Raw, Source, parse
from turkform.core.diagnostics import Diagnostic, SourceSpan, nearest

MAX_TOTAL_BYTES = 5 * 1_048_576


@dataclass(slots=True)
class Loading:
    """What has been gathered so far."""

    folder: Path
    files: ProjectFiles
    problems: list[Diagnostic] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)  # merged raw YAML
    spans: dict[DataPath, SourceSpan] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)  # addresses of values that are reported already

    def report(
        self, message: str, path: DataPath, hint: str = "", *, file: str = "", line: int = 1
    ) -> None:
        """Note a finding at the nearest place that is known, or at a line of `file`."""
        place = path
        while place and place not in self.spans:
            place = place[:-1]
        span = self.spans.get(place, SourceSpan(str(self.folder)))
        if file:
            span = SourceSpan(file, line)
        self.problems.append(Diagnostic(message, span, ".".join(map(str, path)), hint))


def read_files(
    loading: Loading, sections: Sequence[Section[Any]], settings: frozenset[str]
) -> None:
    """Merge every `*.yaml` of the folder; `settings` are the keys that are no sections."""
    total = 0
    for name, data in _contents(loading):
        total += len(data)
        if total > MAX_TOTAL_BYTES:
            loading.report(f"the YAML files have more than {MAX_TOTAL_BYTES:,} bytes together", ())
            return
        _merge(loading, parse(name, data), {section.key for section in sections}, settings)


def _contents(loading: Loading) -> Iterator[tuple[str, bytes]]:
    names = sorted(p.name for p in loading.folder.glob("*.yaml") if p.name != "turkform.yaml")
    if not names:
        hint = "Name a campaign's folder, or make a campaign with turkform init."
        loading.report(f"there is no *.yaml file in {loading.folder}", (), hint)
    for name in names:
        try:
            yield name, loading.files.read(loading.folder, name)
        except FileRefused as error:
            loading.problems.append(Diagnostic(str(error), SourceSpan(name)))


def _merge(loading: Loading, source: Source, keys: set[str], settings: frozenset[str]) -> None:
    loading.problems.extend(source.diagnostics)
    loading.broken |= {".".join(map(str, path)) for path in source.broken}
    if source.data is None:
        return
    if not isinstance(source.data, dict):
        span = SourceSpan(source.file)
        loading.problems.append(Diagnostic("the file is not a mapping of keys to values", span))
        return
    for key, value in source.data.items():
        if key not in keys and key not in settings:
            hint = nearest(key, keys | settings)
            span = source.spans[(key,)]
            loading.problems.append(Diagnostic(f'unknown key "{key}"', span, hint=hint))
        elif key in keys and isinstance(value, dict):
            _merge_entries(loading, source, key, value)
        elif key in loading.data:
            _twice(loading, source, (key,))
        else:
            loading.data[key] = value
            _keep_spans(loading, source, (key,))


def _merge_entries(loading: Loading, source: Source, key: str, entries: Mapping[str, Raw]) -> None:
    loading.spans.setdefault((key,), source.spans[(key,)])
    merged = loading.data.setdefault(key, {})
    if not isinstance(merged, dict):
        _twice(loading, source, (key,))
        return
    for name, value in entries.items():
        if name in merged:
            _twice(loading, source, (key, name))
        else:
            merged[name] = value
    _keep_spans(loading, source, (key,))


def _twice(loading: Loading, source: Source, path: DataPath) -> None:
    message = f"{'.'.join(map(str, path))} is given twice (first: {loading.spans[path]})"
    loading.problems.append(Diagnostic(message, source.spans[path]))


def _keep_spans(loading: Loading, source: Source, path: DataPath) -> None:
    for known, span in source.spans.items():
        if known[: len(path)] == path:
            loading.spans.setdefault(known, span)
