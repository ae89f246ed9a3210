"""From a folder of YAML to a campaign: everything is checked, every finding is reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from turkform.config.campaign import ONE_ROW, Campaign, CampaignSpec, Row
from turkform.config.files import MAX_ROWS_FILE, FileRefused, ProjectFiles
from turkform.config.findings import findings
from turkform.config.references import check_references, file_references
from turkform.config.rows import ForEach, read_rows
from turkform.config.sections import Section
from turkform.config.templates import Renderer, TemplateFailed, has_template
from turkform.config.values import Spec
from turkform.config.variables import resolve_variables
from turkform.config.yaml_source import Path as DataPath
from turkform.config.yaml_source import Raw, Source, parse
from turkform.core.addresses import NAME, Address
from turkform.core.diagnostics import Diagnostic, Severity, SourceSpan, nearest
from turkform.core.errors import ConfigurationInvalid

MAX_TOTAL_BYTES = 5 * 1_048_576
_LATE = {
    "hits": frozenset({"row"}),
    "follow_ups": frozenset({"row", "answer", "assignment", "hit", "worker"}),
}
_SETTINGS = frozenset(f.alias or name for name, f in CampaignSpec.model_fields.items())


@dataclass(slots=True)
class _Loading:
    """What has been gathered so far."""

    folder: Path
    files: ProjectFiles
    problems: list[Diagnostic] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)  # merged raw YAML
    spans: dict[DataPath, SourceSpan] = field(default_factory=dict)

    def report(self, message: str, path: DataPath, hint: str = "", address: str = "") -> None:
        place = path
        while place and place not in self.spans:
            place = place[:-1]
        span = self.spans.get(place, SourceSpan(str(self.folder)))
        self.problems.append(Diagnostic(message, span, address or _address(path), hint))


def load_campaign(
    folder: Path,
    sections: Sequence[Section[Any]],
    *,
    root: Path,
    environment: str = "local",
    variables: Mapping[str, str] | None = None,
) -> Campaign:
    """Load and check a campaign; raises `ConfigurationInvalid` with every finding."""
    loading = _Loading(folder, ProjectFiles(root))
    _read_files(loading, sections)
    if loading.problems:
        # A file that cannot be read may hold the name: do not blame the name for it.
        loading.data.setdefault("campaign", "unreadable")
    spec = _validated_settings(loading)
    values = resolve_variables(spec, variables or {}, loading.report) if spec else {}
    # Without variables nothing can be rendered; what else is wrong is reported all the same.
    known: dict[str, object] = {"var": values, "env": environment}
    entries = _entries(loading, sections, known)
    check_references(entries, loading.report)
    texts = _texts(loading, entries)
    rows = _rows(loading, entries)
    if spec is None or any(d.severity is Severity.ERROR for d in loading.problems):
        raise ConfigurationInvalid(sorted(loading.problems, key=_order))
    return Campaign(
        folder,
        spec,
        entries,
        loading.spans,
        rows,
        texts,
        dict(sorted(loading.files.digests.items())),
        values,
        environment,
        {Address.parse(m.from_): Address.parse(m.to) for m in spec.moved},
        {Address.parse(i.to): i.id for i in spec.import_},
    )


def _order(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span or SourceSpan("")
    return span.file, span.line, span.column


def _read_files(loading: _Loading, sections: Sequence[Section[Any]]) -> None:
    names = sorted(p.name for p in loading.folder.glob("*.yaml") if p.name != "turkform.yaml")
    if not names:
        loading.report(f"there is no *.yaml file in {loading.folder}", ())
    total = 0
    for name in names:
        try:
            data = loading.files.read(loading.folder, name)
        except FileRefused as error:
            loading.problems.append(Diagnostic(str(error), SourceSpan(name)))
            continue
        total += len(data)
        if total > MAX_TOTAL_BYTES:
            loading.report(f"the YAML files have more than {MAX_TOTAL_BYTES:,} bytes together", ())
            return
        _merge(loading, parse(name, data), {section.key for section in sections})


def _merge(loading: _Loading, source: Source, keys: set[str]) -> None:
    loading.problems.extend(source.diagnostics)
    if source.data is None:
        return
    if not isinstance(source.data, dict):
        span = SourceSpan(source.file)
        loading.problems.append(Diagnostic("the file is not a mapping of keys to values", span))
        return
    for key, value in source.data.items():
        if key not in keys and key not in _SETTINGS:
            hint = nearest(key, keys | _SETTINGS)
            span = source.spans[(key,)]
            loading.problems.append(Diagnostic(f'unknown key "{key}"', span, hint=hint))
        elif key in keys and isinstance(value, dict):
            _merge_entries(loading, source, key, value)
        elif key in loading.data:
            _twice(loading, source, (key,))
        else:
            loading.data[key] = value
            _keep_spans(loading, source, (key,))


def _merge_entries(loading: _Loading, source: Source, key: str, entries: Mapping[str, Raw]) -> None:
    loading.spans.setdefault((key,), source.spans[(key,)])
    merged = loading.data.setdefault(key, {})
    for name, value in entries.items():
        if name in merged:
            _twice(loading, source, (key, name))
        else:
            merged[name] = value
            _keep_spans(loading, source, (key, name))


def _twice(loading: _Loading, source: Source, path: DataPath) -> None:
    message = f"{'.'.join(map(str, path))} is given twice (first: {loading.spans[path]})"
    loading.problems.append(Diagnostic(message, source.spans[path]))


def _keep_spans(loading: _Loading, source: Source, path: DataPath) -> None:
    for known, span in source.spans.items():
        if known[: len(path)] == path:
            loading.spans[known] = span


def _validated_settings(loading: _Loading) -> CampaignSpec | None:
    settings = {key: value for key, value in loading.data.items() if key in _SETTINGS}
    name = settings.get("campaign")
    if isinstance(name, str) and not NAME.fullmatch(name):
        loading.report(
            f"{name[:40]!r} is not a campaign name",
            ("campaign",),
            "Expected a letter, then letters, digits, - and _, 63 at most.",
        )
    try:
        return CampaignSpec.model_validate(settings)
    except ValidationError as error:
        fallback = SourceSpan(str(loading.folder))
        loading.problems += findings(error, CampaignSpec, loading.spans, fallback)
    return None


def _entries(
    loading: _Loading, sections: Sequence[Section[Any]], known: Mapping[str, object]
) -> dict[str, dict[str, Spec]]:
    result: dict[str, dict[str, Spec]] = {}
    for section in sections:
        raw = loading.data.get(section.key) or {}
        if not isinstance(raw, dict):
            loading.report(f"{section.key} is not a mapping of names to objects", (section.key,))
            raw = {}
        made = ((name, _entry(loading, section, name, value, known)) for name, value in raw.items())
        result[section.key] = {name: spec for name, spec in made if spec is not None}
    return result


def _entry(
    loading: _Loading, section: Section[Any], name: str, value: Raw, known: Mapping[str, object]
) -> Spec | None:
    path: DataPath = (section.key, name)
    if not NAME.fullmatch(name):
        hint = "Expected a letter, then letters, digits, - and _, 63 at most."
        loading.report(f"{name[:40]!r} is not a name", path, hint)
        return None
    rendered = _render(loading, value, path, known)
    try:
        spec: Spec = section.model.model_validate(rendered)
    except ValidationError as error:
        fallback = SourceSpan(str(loading.folder))
        loading.problems += findings(error, section.model, loading.spans, fallback, path)
        return None
    return spec


def _render(loading: _Loading, value: Any, path: DataPath, known: Mapping[str, object]) -> Any:
    if isinstance(value, dict):
        return {k: _render(loading, v, (*path, k), known) for k, v in value.items()}
    if isinstance(value, list):
        return [_render(loading, v, (*path, i), known) for i, v in enumerate(value)]
    if isinstance(value, str) and has_template(value):
        return _rendered(loading, value, path, known)
    return value


def _rendered(loading: _Loading, text: str, path: DataPath, known: Mapping[str, object]) -> str:
    renderer = Renderer()
    try:
        names = renderer.names(text)
        late = _LATE.get(str(path[0]), frozenset())
        unknown = sorted(names - late - set(known))
        if unknown:
            hint = nearest(unknown[0], late | set(known))
            loading.report(
                f"the template names {unknown[0]!r}, which is not known here", path, hint
            )
            return ""
        return text if names & late else renderer.render(text, known)
    except TemplateFailed as error:
        loading.report(f"the template {text[:60]!r} fails: {error}", path)
        return ""


def _texts(loading: _Loading, entries: Mapping[str, Mapping[str, Spec]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path, reference in file_references(entries):
        if "for_each" in path:
            continue
        try:
            texts[reference] = loading.files.read(loading.folder, reference).decode("utf-8-sig")
        except FileRefused as error:
            loading.report(str(error), path)
        except UnicodeDecodeError:
            loading.report(f"{reference} is not UTF-8 text", path)
    return texts


def _rows(loading: _Loading, entries: Mapping[str, Mapping[str, Spec]]) -> dict[str, Sequence[Row]]:
    groups = entries.get("hits", {})
    return {name: _group_rows(loading, name, spec) for name, spec in groups.items()}


def _group_rows(loading: _Loading, name: str, spec: Spec) -> Sequence[Row]:
    source = getattr(spec, "for_each", None)
    if not isinstance(source, ForEach):
        return (ONE_ROW,)
    path: DataPath = ("hits", name, "for_each")
    reference = source.csv or source.jsonl
    try:
        data = loading.files.read(loading.folder, reference, MAX_ROWS_FILE) if reference else b""
    except FileRefused as error:
        loading.report(str(error), (*path, "csv" if source.csv else "jsonl"))
        return ()
    rows, wrong = read_rows(source, data)
    for problem in wrong:
        where = f"{reference}: {problem}" if reference else str(problem)
        loading.report(where, path)
    return rows


def _address(path: DataPath) -> str:
    return ".".join(str(step) for step in path)
