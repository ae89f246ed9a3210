"""New campaigns from templates: every file is made first, and none is written over."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from turkform.core.errors import TurkformError

TEMPLATES = ("labels", "survey")
CI = ("github",)
_WORKFLOW = Path(".github") / "workflows" / "turkform.yml"
_MAX_NAME = 63


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be written."""

    path: Path
    text: str


def campaign_files(folder: Path, template: str) -> Iterator[NewFile]:
    """The files of a template, the campaign named after its folder."""
    name = name_of(folder)
    root = files("turkform.cli") / "scaffold" / template
    for relative, text in _texts(root, Path()):
        yield NewFile(folder / relative, text.replace("@campaign@", name))


def project_file(folder: Path, project: str) -> NewFile:
    """`turkform.yaml` with an id of its own."""
    text = (files("turkform.cli") / "scaffold" / "turkform.yaml").read_text(encoding="utf-8")
    return NewFile(folder / "turkform.yaml", text.replace("@project@", project))


def workflow_file(folder: Path, service: str) -> NewFile:
    """What the CI service runs; it lies at the root of the repository."""
    root = next((p for p in (folder, *folder.parents) if (p / ".git").exists()), folder)
    text = (files("turkform.cli") / "scaffold" / "ci" / f"{service}.yml").read_text("utf-8")
    inside = folder.relative_to(root).as_posix()
    return NewFile(root / _WORKFLOW, text.replace("@folder@", inside))


def ignore_file(folder: Path) -> Iterator[NewFile]:
    """Keeps state and results, which hold worker ids, out of version control."""
    if not (folder / ".gitignore").exists():
        yield NewFile(folder / ".gitignore", ".turkform/\n")


def name_of(folder: Path) -> str:
    """A campaign's name, as near to the folder's as may be."""
    letters = re.sub(r"[^A-Za-z0-9_-]+", "-", folder.name).strip("-_")
    return (re.sub(r"^[^A-Za-z]+", "", letters) or "study")[:_MAX_NAME]


def write_all(new: list[NewFile]) -> None:
    """All of them, or none: `TurkformError` names every file that is there already."""
    there = [str(file.path) for file in new if os.path.lexists(file.path)]
    if there:
        msg = f"nothing was written, because this exists already: {', '.join(there)}"
        raise TurkformError(msg)
    for file in new:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        with file.path.open("x", encoding="utf-8") as out:
            out.write(file.text)


def _texts(folder: Traversable, inside: Path) -> Iterator[tuple[Path, str]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _texts(entry, inside / entry.name)
        else:
            yield inside / entry.name, entry.read_text(encoding="utf-8")
