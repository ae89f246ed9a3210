"""Pydantic's errors in the user's words, each with its place."""

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from turkform.config.yaml_source import Path
from turkform.core.diagnostics import Diagnostic, SourceSpan, nearest


def findings(
    error: ValidationError,
    model: type[BaseModel],
    spans: Mapping[Path, SourceSpan],
    fallback: SourceSpan,
    prefix: Path = (),
    address: str = "",
) -> Iterator[Diagnostic]:
    """One diagnostic for each problem; `prefix` is where the model's data stands."""
    for problem in error.errors():
        path = prefix + _data_path(problem["loc"], spans, prefix)
        span = _place(path, spans, fallback)
        message, hint = _words(problem, model)
        yield Diagnostic(message, span, address or _dotted(path), hint)


def _data_path(loc: Sequence[str | int], spans: Mapping[Path, SourceSpan], prefix: Path) -> Path:
    # Pydantic names union members inside `loc`; what is no place in the data is left out.
    path: Path = ()
    for step in loc:
        if (*prefix, *path, step) in spans or step == loc[-1]:
            path = (*path, step)
    return path


def _place(path: Path, spans: Mapping[Path, SourceSpan], fallback: SourceSpan) -> SourceSpan:
    while path and path not in spans:
        path = path[:-1]
    return spans.get(path, fallback)


def _dotted(path: Path) -> str:
    return ".".join(str(step) for step in path)


def _words(problem: Any, model: type[BaseModel]) -> tuple[str, str]:  # pydantic's ErrorDetails
    kind, last = problem["type"], str(problem["loc"][-1]) if problem["loc"] else ""
    if kind == "extra_forbidden":
        return f'unknown key "{last}"', nearest(last, _keys(model, problem["loc"][:-1]))
    if kind == "missing":
        return f'the key "{last}" is missing', ""
    message = str(problem["msg"])
    if kind == "value_error":
        return message.removeprefix("Value error, "), ""
    return message[:1].lower() + message[1:], ""


def _keys(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    current: Any = model
    for step in loc:
        current = _step(current, step)
    models = [m for m in _models(current) if isinstance(m, type) and issubclass(m, BaseModel)]
    return [f.alias or name for m in models for name, f in m.model_fields.items()]


def _step(current: Any, step: str | int) -> Any:
    for option in _models(current):
        if isinstance(option, type) and issubclass(option, BaseModel):
            for name, info in option.model_fields.items():
                if step in (name, info.alias):
                    return info.annotation
        if get_origin(option) in (dict, tuple, list):
            return get_args(option)[-1] if get_origin(option) is dict else get_args(option)[0]
    return current


def _models(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, UnionType):
        return get_args(annotation)
    return (annotation,)
