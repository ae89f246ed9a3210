"""From a folder of YAML to a campaign: everything is checked, every finding is reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from turkform.config.campaign import ONE_ROW, Campaign, CampaignSpec, Row
from turkform.config.files import MAX_ROWS_FILE, FileRefused, ProjectFiles
from turkform.config.findings import findings
from turkform.config.gathering import Loading, read_files
from turkform.config.ignoring import check_ignored
from turkform.config.namesakes import check_namesakes
from turkform.config.references import check_references, file_references
from turkform.config.renames import declared, imports, moves
from turkform.config.rows import ForEach, ListFile, read_rows
from turkform.config.sections import Gathered, Section
from turkform.config.templates import Renderer, TemplateFailed, has_template
from turkform.config.values import Spec
from turkform.config.variables import resolve_variables
from turkform.config.yaml_source import Path as DataPath
from turkform.config.yaml_source import Raw, parse
from turkform.core.addresses import NAME
from turkform.core.diagnostics import Diagnostic, Severity, SourceSpan, nearest
from turkform.core.errors import ConfigurationInvalid

_SETTINGS = frozenset(f.alias or name for name, f in CampaignSpec.model_fields.items())


def load_campaign(
    folder: Path,
    sections: Sequence[Section[Any]],
    *,
    root: Path,
    environment: str = "local",
    variables: Mapping[str, str] | None = None,
    among_others: bool = False,
) -> Campaign:
    """Load and check a campaign; raises `ConfigurationInvalid` with every finding.

    `among_others`: the project at `root` is declared; no other campaign in it may have the name.
    """
    loading = Loading(folder, ProjectFiles(root))
    read_files(loading, sections, _SETTINGS)
    if loading.problems:
        # A file that cannot be read may hold the name: do not blame the name for it.
        loading.data.setdefault("campaign", "unreadable")
    spec = _validated_settings(loading, root if among_others else None)
    values = resolve_variables(spec, variables or {}, loading.report) if spec else {}
    # Without variables nothing can be rendered; what else is wrong is reported all the same.
    known: dict[str, object] = {"var": values, "env": environment}
    entries = _entries(loading, sections, known)
    check_references(entries, _written(loading, sections), loading.report)
    check_ignored(sections, entries, loading.report)
    texts, rows, lists = _texts(loading, entries), _rows(loading, entries), _lists(loading, entries)
    gathered = Gathered(spec.campaign if spec else "", entries, rows, texts, values, lists)
    for section in sections:
        if section.check is not None:
            section.check(gathered, loading.report)
    known_objects = declared(sections, entries, rows)
    renamed = moves(loading, spec, known_objects) if spec else {}
    adopted = imports(loading, spec, known_objects) if spec else {}
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
        renamed,
        adopted,
        lists,
    )


def campaign_name(folder: Path) -> str:
    """The campaign's name alone, from a folder whose other content may be broken."""
    for path in sorted(folder.glob("*.yaml")):
        data = parse(path.name, path.read_bytes()).data if path.name != "turkform.yaml" else None
        name = data.get("campaign") if isinstance(data, dict) else None
        if isinstance(name, str) and NAME.fullmatch(name):
            return name
    found = Diagnostic("no *.yaml file names the campaign", SourceSpan(str(folder)))
    raise ConfigurationInvalid([found])


def _order(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span or SourceSpan("")
    return span.file, span.line, span.column


def _validated_settings(loading: Loading, among: Path | None) -> CampaignSpec | None:
    settings = {key: value for key, value in loading.data.items() if key in _SETTINGS}
    name = settings.get("campaign")
    if isinstance(name, str) and not NAME.fullmatch(name):
        loading.report(
            f"{name[:40]!r} is not a campaign name",
            ("campaign",),
            "Expected a letter, then letters, digits, - and _, 63 at most.",
        )
    elif isinstance(name, str) and among is not None:
        check_namesakes(loading, name, among)
    try:
        return CampaignSpec.model_validate(settings)
    except ValidationError as error:
        fallback = SourceSpan(str(loading.folder))
        loading.problems += findings(error, CampaignSpec, loading.spans, fallback)
    return None


def _entries(
    loading: Loading, sections: Sequence[Section[Any]], known: Mapping[str, object]
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


def _written(loading: Loading, sections: Sequence[Section[Any]]) -> dict[str, frozenset[str]]:
    """The names that stand in the files, those of wrong entries too."""
    raw = {section.key: loading.data.get(section.key) for section in sections}
    return {key: frozenset(named) for key, named in raw.items() if isinstance(named, dict)}


def _entry(
    loading: Loading, section: Section[Any], name: str, value: Raw, known: Mapping[str, object]
) -> Spec | None:
    path: DataPath = (section.key, name)
    if not NAME.fullmatch(name):
        hint = "Expected a letter, then letters, digits, - and _, 63 at most."
        loading.report(f"{name[:40]!r} is not a name", path, hint)
        return None
    rendered = _Rendering(loading, section, known).of(value, path)
    try:
        spec: Spec = section.model.model_validate(rendered)
    except ValidationError as error:
        fallback = SourceSpan(str(loading.folder))
        found = findings(error, section.model, loading.spans, fallback, path)
        loading.problems += [one for one in found if one.address not in loading.broken]
        return None
    return spec


@dataclass(frozen=True, slots=True)
class _Rendering:
    """Renders the scalars of one entry that need nothing but what is known while loading."""

    loading: Loading
    section: Section[Any]
    known: Mapping[str, object]

    def of(self, value: Any, path: DataPath) -> Any:
        if isinstance(value, dict):
            return {k: self.of(v, (*path, k)) for k, v in value.items()}
        if isinstance(value, list):
            return [self.of(v, (*path, i)) for i, v in enumerate(value)]
        if isinstance(value, str) and has_template(value):
            return value if path[-1] in self.section.expressions else self._text(value, path)
        return value

    def _text(self, text: str, path: DataPath) -> str:
        renderer, late, known = Renderer(), self.section.late, set(self.known)
        try:
            names = renderer.names(text)
            unknown = sorted(names - late - known)
            if unknown:
                message = f"the template names {unknown[0]!r}, which is not known here"
                self.loading.report(message, path, nearest(unknown[0], late | known))
            else:
                return text if names & late else renderer.render(text, self.known)
        except TemplateFailed as error:
            self.loading.report(f"the template {text[:60]!r} fails: {error}", path)
        self.loading.broken.add(".".join(map(str, path)))
        return ""


def _texts(loading: Loading, entries: Mapping[str, Mapping[str, Spec]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path, reference in file_references(entries):
        if "for_each" in path or "from_csv" in path:
            continue  # data, read as rows
        try:
            texts[reference] = loading.files.read(loading.folder, reference).decode("utf-8-sig")
        except FileRefused as error:
            loading.report(str(error), path)
        except UnicodeDecodeError:
            loading.report(f"{reference} is not UTF-8 text", path)
    return texts


def _rows(loading: Loading, entries: Mapping[str, Mapping[str, Spec]]) -> dict[str, Sequence[Row]]:
    groups = entries.get("hits", {})
    return {name: _group_rows(loading, name, spec) for name, spec in groups.items()}


def _group_rows(loading: Loading, name: str, spec: Spec) -> Sequence[Row]:
    source = getattr(spec, "for_each", None)
    if not isinstance(source, ForEach):
        return (ONE_ROW,)
    return _read_rows(loading, source, ("hits", name, "for_each"))


def _lists(loading: Loading, entries: Mapping[str, Mapping[str, Spec]]) -> dict[str, Sequence[Row]]:
    found = {
        (section, name): source
        for section, named in entries.items()
        for name, spec in named.items()
        if isinstance(source := getattr(spec, "from_csv", None), ListFile)
    }
    return {
        name: _read_rows(
            loading, ForEach(csv=source.file, key=source.key), (section, name, "from_csv")
        )
        for (section, name), source in found.items()
    }


def _read_rows(loading: Loading, source: ForEach, path: DataPath) -> Sequence[Row]:
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
