"""Expressions of rules, compiled once while loading, and the names that texts use."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from jinja2 import TemplateError, Undefined, meta, nodes

from turkform.config.templates import TemplateFailed, environment, failure, too_deep

_BRACES = re.compile(r"\s*\{\{(.*)\}\}\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class NamePath:
    """A use of a name: `answer.label` is `("answer", "label")`, at a line of its text."""

    steps: tuple[str, ...]
    line: int

    def __str__(self) -> str:
        return ".".join(self.steps)


@dataclass(frozen=True, slots=True)
class Expression:
    """`{{ worker.approved >= 20 }}`, ready to be evaluated; it has a value, not a text."""

    text: str
    names: tuple[NamePath, ...]
    _function: Callable[..., object]

    @classmethod
    def parse(cls, text: str) -> "Expression":
        """Compile; `TemplateFailed` says what is wrong, or what was expected."""
        inside = _BRACES.fullmatch(text)
        if not inside or "}}" in inside.group(1):
            msg = f"{text[:60]!r} is not one expression; expected {{{{ … }}}} and nothing around it"
            raise TemplateFailed(msg)
        made = environment(autoescape=False)
        try:
            function = made.compile_expression(inside.group(1), undefined_to_none=False)
        except TemplateError as error:
            raise failure(error) from error
        except RecursionError as error:
            raise too_deep() from error
        return cls(text, names_of(text), cast("Callable[..., object]", function))

    def evaluate(self, values: Mapping[str, object]) -> object:
        """The value for these names; `TemplateFailed` says why there is none."""
        try:
            result = self._function(**values)
            if isinstance(result, Undefined):
                str(result)  # a strict undefined says itself what is missing
        except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError) as error:
            raise failure(error) from error
        except RecursionError as error:
            raise too_deep() from error
        return result

    def holds(self, values: Mapping[str, object]) -> bool:
        """The value as a verdict; anything but true and false is a mistake in the rule."""
        result = self.evaluate(values)
        if not isinstance(result, bool):
            msg = f"{self.text!r} gives {str(result)[:40]!r}, neither true nor false"
            raise TemplateFailed(msg)
        return result


def names_of(text: str) -> tuple[NamePath, ...]:
    """Every use of a name that the text does not define itself, in the order of the text."""
    try:
        tree = environment(autoescape=False).parse(text)
    except TemplateError as error:
        raise failure(error) from error
    except RecursionError as error:
        raise too_deep() from error
    free = meta.find_undeclared_variables(tree)
    return tuple(dict.fromkeys(path for path in _paths(tree) if path.steps[0] in free))


def _paths(node: nodes.Node) -> Iterator[NamePath]:
    steps = _steps(node)
    if steps:
        yield NamePath(steps, node.lineno)
        return
    for child in node.iter_child_nodes():
        yield from _paths(child)


def _steps(node: nodes.Node) -> tuple[str, ...]:
    """The steps of a chain of constant names, or nothing where the node is none."""
    if isinstance(node, nodes.Name):
        return (node.name,) if node.ctx == "load" else ()
    if isinstance(node, nodes.Getattr):
        inner = _steps(node.node)
        return (*inner, node.attr) if inner else ()
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        inner = _steps(node.node)
        return (*inner, str(node.arg.value)) if inner else ()
    return ()
