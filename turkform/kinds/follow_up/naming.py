"""The texts of a rule, and the names that stand in them."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from turkform.config.expressions import Expression, NamePath, names_of
from turkform.config.templates import has_template
from turkform.config.values import FileReference
from turkform.config.yaml_source import Path


def texts_of(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    """Every expression, template and template file of a rule, with its place."""
    if isinstance(value, Expression | FileReference):
        if "from_csv" not in path:
            yield path, value
    elif isinstance(value, str):
        if has_template(value):
            yield path, value
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from texts_of(getattr(value, name), (*path, info.alias or name))


def names_in(rule: BaseModel, files: Mapping[str, str]) -> Iterator[NamePath]:
    """Every use of a name in a rule that was checked; `files` has the texts of template files."""
    for _, text in texts_of(rule, ()):
        if isinstance(text, Expression):
            yield from text.names
        else:
            file = isinstance(text, FileReference)
            yield from names_of(files.get(str(text), "") if file else str(text))
