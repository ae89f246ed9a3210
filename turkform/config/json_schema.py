"""JSON Schemas of the files that people write, made from the models that read them.

Two dialects that differ in words only: 2020-12, and draft-07 for editors. The schemas accept
whatever the loader accepts; what needs more than one field to judge is left to `validate`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from turkform.config.campaign import CampaignSpec
from turkform.config.project import ProjectSpec
from turkform.config.sections import Section
from turkform.core.addresses import NAME

Schema = dict[str, Any]  # JSON Schema is any JSON
Dialect = Literal["2020-12", "draft-07"]
DIALECTS: Mapping[Dialect, tuple[str, str]] = {
    "2020-12": ("https://json-schema.org/draft/2020-12/schema", "$defs"),
    "draft-07": ("http://json-schema.org/draft-07/schema#", "definitions"),
}
# A scalar with a template has its meaning, and its limits, only after it is rendered.
_TEMPLATE: Schema = {"type": "string", "pattern": r"\{[{%#]"}
_LIMITS = ("enum", "const", "pattern", "maxLength", "minimum", "maximum")
_MODE: JsonSchemaMode = "validation"


def campaign_schema(sections: Sequence[Section[Any]], dialect: Dialect) -> Schema:
    """One file of a campaign; nothing is required, for another file may have it."""
    models: list[type[BaseModel]] = [CampaignSpec, *(section.model for section in sections)]
    references, shared = models_json_schema([(m, _MODE) for m in models], title="campaign")
    definitions = {name: _clean(model) for name, model in shared["$defs"].items()}
    settings = definitions.pop(CampaignSpec.__name__)
    fixed = _reachable(settings, definitions)
    templated = {
        name: model if name in fixed else _with_templates(model)
        for name, model in definitions.items()
    }
    entries = {
        section.key: {
            "type": ["object", "null"],
            "propertyNames": {"pattern": f"^{NAME.pattern}$"},
            "additionalProperties": references[section.model, _MODE],
        }
        for section in sections
    }
    return _document(
        "A turkform campaign, or one of its files",
        {**settings["properties"], **entries},
        templated,
        dialect,
    )


def project_schema(dialect: Dialect) -> Schema:
    """`turkform.yaml`."""
    made = _clean(ProjectSpec.model_json_schema())
    document = _document(
        "The settings of a turkform project (turkform.yaml)",
        made["properties"],
        made.get("$defs", {}),
        dialect,
    )
    return {**document, "required": made["required"]}


def in_dialect(schema: Schema, dialect: Dialect) -> Schema:
    """The same schema in the words of a dialect; `schema` is in those of 2020-12."""
    uri, definitions = DIALECTS[dialect]
    moved = _walk(schema, lambda part: _renamed(part, definitions))
    held = moved.pop("$defs", {})
    return {"$schema": uri, **moved, **({definitions: held} if held else {})}


def _document(title: str, properties: Schema, definitions: Schema, dialect: Dialect) -> Schema:
    document = {
        "title": title,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "$defs": dict(sorted(definitions.items())),
    }
    return in_dialect(document, dialect)


def _walk(part: Any, change: Callable[[Schema], Schema]) -> Any:
    """Every mapping below, innermost first, put through `change`."""
    if isinstance(part, dict):
        return change({key: _walk(value, change) for key, value in part.items()})
    if isinstance(part, list):
        return [_walk(value, change) for value in part]
    return part


def _clean(model: Schema) -> Schema:
    """Without the titles that pydantic makes from names; a text may be any scalar."""
    cleaned: Schema = _walk(model, lambda part: _any_scalar(_untitled(part)))
    return cleaned


def _untitled(part: Schema) -> Schema:
    # A property may be named `title`: then its value is a schema and no text.
    if isinstance(part.get("title"), str):
        part = {key: value for key, value in part.items() if key != "title"}
    return {key: value for key, value in part.items() if (key, value) != ("default", None)}


def _with_templates(model: Schema) -> Schema:
    changed: Schema = _walk(model, _or_template)
    return changed


def _or_template(part: Schema) -> Schema:
    kinds = part.get("type")
    texts = isinstance(kinds, list) and "string" in kinds
    if (texts or kinds == "string") and any(limit in part for limit in _LIMITS):
        return {"anyOf": [part, _TEMPLATE]}
    return part


def _any_scalar(part: Schema) -> Schema:
    """A text may look like a number or a truth value: `answer: yes`, `year: 1984`."""
    limited = any(word in part for word in ("enum", "const", "pattern", "examples"))
    if part.get("type") == "string" and not limited:
        return {**part, "type": ["string", "number", "boolean"]}
    return part


def _reachable(part: Any, definitions: Mapping[str, Schema]) -> set[str]:
    """The names of the definitions that a schema refers to, however far away."""
    found: set[str] = set()
    ahead = _references(part)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead |= _references(definitions[name])
    return found


def _references(part: Any) -> set[str]:
    found: set[str] = set()

    def note(inner: Schema) -> Schema:
        if isinstance(reference := inner.get("$ref"), str):
            found.add(reference.rsplit("/", 1)[-1])
        return inner

    _walk(part, note)
    return found


def _renamed(part: Schema, definitions: str) -> Schema:
    if isinstance(reference := part.get("$ref"), str):
        part = {**part, "$ref": reference.replace("#/$defs/", f"#/{definitions}/")}
        if definitions == "definitions" and len(part) > 1:
            # Draft-07 ignores whatever stands beside a reference.
            beside = {key: value for key, value in part.items() if key != "$ref"}
            return {**beside, "allOf": [{"$ref": part["$ref"]}]}
    return part
