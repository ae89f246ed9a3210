"""Names that refer to names: every reference must exist, the nearest right one is offered."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from turkform.config.sections import Report
from turkform.config.values import FileReference, Reference, Spec
from turkform.config.yaml_source import Path
from turkform.core.diagnostics import nearest

SYSTEM = (
    "system.percent_approved",
    "system.number_approved",
    "system.locale",
    "system.adult",
    "system.masters",
)


def check_references(
    entries: Mapping[str, Mapping[str, Spec]],
    written: Mapping[str, frozenset[str]],
    report: Report,
) -> None:
    """Report every field that names an object which does not exist.

    `written` holds the names of the files by section: an entry that is wrong is reported itself,
    and whatever refers to it is right.
    """
    for path, name, mark in _named(entries):
        sections = mark.sections
        if mark.foreign and "/" in name:
            continue
        known = {other for section in sections for other in written.get(section, ())}
        if "system" in sections:
            known |= set(SYSTEM)
        if name not in known:
            report(f"there is no {_singular(sections[0])} {name!r}", path, nearest(name, known))


def file_references(
    entries: Mapping[str, Mapping[str, Spec]],
) -> Iterator[tuple[Path, FileReference]]:
    """Every file that a spec names, with the place of the name."""
    for path, value, _ in _leaves(entries):
        if isinstance(value, FileReference):
            yield path, value


def _singular(section: str) -> str:
    return section.replace("_", " ").removesuffix("s").replace("hit", "HIT")


def _named(
    entries: Mapping[str, Mapping[str, Spec]],
) -> Iterator[tuple[Path, str, Reference]]:
    for path, value, marks in _leaves(entries):
        for mark in marks:
            if isinstance(mark, Reference) and isinstance(value, str):
                yield path, value, mark


def _leaves(
    entries: Mapping[str, Mapping[str, Spec]],
) -> Iterator[tuple[Path, object, tuple[object, ...]]]:
    for section, named in entries.items():
        for name, spec in named.items():
            yield from _walk(spec, (section, name), ())


def _walk(
    value: object, path: Path, marks: tuple[object, ...]
) -> Iterator[tuple[Path, object, tuple[object, ...]]]:
    if isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            inner = tuple(info.metadata) + _argument_marks(info.annotation)
            yield from _walk(getattr(value, name), (*path, info.alias or name), inner)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk(item, (*path, key), marks)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, index), marks)
    else:
        yield path, value, marks


def _argument_marks(annotation: object) -> tuple[object, ...]:
    """Marks inside an optional type: `Annotated[Text, Reference(…)] | None`."""
    options = getattr(annotation, "__args__", ())
    return tuple(mark for option in options for mark in getattr(option, "__metadata__", ()))
