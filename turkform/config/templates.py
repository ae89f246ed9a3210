"""Jinja2, sandboxed and strict, inside scalars and template files (reliability reference 5.3)."""

from collections.abc import Mapping
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Template, TemplateError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_OUTPUT = 1_000_000
MAX_RANGE = 10_000
MAX_INTEGER_BITS = 4_096
# Each of these can make a gigabyte of text before its length could be looked at.
_GROWING_METHODS = frozenset(
    {"center", "expandtabs", "format", "format_map", "join", "ljust", "replace", "rjust",
     "translate", "zfill"}
)  # fmt: skip
FILTERS = (
    "abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float",
    "forceescape", "int", "items", "join", "last", "length", "list", "lower", "max", "min",
    "replace", "reverse", "round", "sort", "string", "striptags", "sum", "title", "tojson", "trim",
    "truncate", "unique", "upper", "urlencode", "wordcount",
)  # fmt: skip


class TemplateFailed(ValueError):
    """A template cannot be compiled or rendered; the text says why, `line` where in it."""

    def __init__(self, message: str, line: int = 1) -> None:
        self.line = line
        super().__init__(message)


def _refuse(what: str) -> NoReturn:
    msg = f"{what} is too large for a template"
    raise SecurityError(msg)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Bounds the operators that can make a little text into a lot."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def call_binop(
        self, context: Any, operator: str, left: Any, right: Any
    ) -> Any:  # Jinja2's own signature
        if operator == "*":
            _check_product(left, right)
        if operator == "**":
            _check_power(left, right)
        if operator == "%" and isinstance(left, str):
            msg = "% formatting is not available in templates"
            raise SecurityError(msg)
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, str | list | tuple) and len(result) > MAX_OUTPUT:
            _refuse("a result")
        return result

    def getattr(self, obj: Any, attribute: str) -> Any:  # Jinja2's own signature
        # A column named `items` is the column, not the method of the mapping that holds it.
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # Jinja2's own signature
        growing = isinstance(obj, str) and attr in _GROWING_METHODS
        return not growing and super().is_safe_attribute(obj, attr, value)


def _check_product(left: Any, right: Any) -> None:
    for thing, times in ((left, right), (right, left)):
        sizes = isinstance(thing, str | list | tuple) and isinstance(times, int)
        if sizes and len(thing) * times > MAX_OUTPUT:
            _refuse("a repetition")
    numbers = isinstance(left, int) and isinstance(right, int)
    if numbers and left.bit_length() + right.bit_length() > MAX_INTEGER_BITS:
        _refuse("a product")


def _check_power(base: Any, exponent: Any) -> None:
    numbers = isinstance(base, int) and isinstance(exponent, int)
    if numbers and base.bit_length() * max(exponent, 0) > MAX_INTEGER_BITS:
        _refuse("a power")


def _range(*arguments: int) -> range:
    result = range(*arguments)
    if len(result) > MAX_RANGE:
        _refuse("a range")
    return result


def environment(*, autoescape: bool) -> ImmutableSandboxedEnvironment:
    """An environment without loader, tests of types only, and a short list of filters."""
    made = _Sandbox(undefined=StrictUndefined, autoescape=autoescape, keep_trailing_newline=True)
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.globals = {"range": _range}
    return made


def has_template(text: str) -> bool:
    """Whether a scalar wants rendering at all."""
    return "{{" in text or "{%" in text or "{#" in text


class Renderer:
    """Compiles templates once and renders them; one for plain text, one for HTML."""

    def __init__(self, *, autoescape: bool = False) -> None:
        self._environment = environment(autoescape=autoescape)
        self._compiled: dict[str, Template] = {}

    def names(self, text: str) -> frozenset[str]:
        """The top-level names that a template uses, `range` left out."""
        try:
            tree = self._environment.parse(text)
        except TemplateError as error:
            raise failure(error) from error
        except RecursionError as error:
            raise too_deep() from error
        _refuse_other_files(tree)
        _refuse_nesting(tree)
        return frozenset(meta.find_undeclared_variables(tree)) - {"range"}

    def render(self, text: str, values: Mapping[str, object]) -> str:
        """The rendered text; `TemplateFailed` on any mistake, `values` being data only."""
        try:
            parts: list[str] = []
            size = 0
            for part in self._template(text).generate(values):
                size += len(part)
                if size > MAX_OUTPUT:
                    _refuse("the rendered text")
                parts.append(part)
        except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError) as error:
            raise failure(error) from error
        except RecursionError as error:
            raise too_deep() from error
        return "".join(parts)

    def _template(self, text: str) -> Template:
        if text not in self._compiled:
            self.names(text)
            self._compiled[text] = self._environment.from_string(text)
        return self._compiled[text]


def too_deep() -> TemplateFailed:
    """What a text that exhausts the parser's stack ends in."""
    return TemplateFailed("the template is nested too deeply")


def failure(error: Exception) -> TemplateFailed:
    """Any mistake of a template as `TemplateFailed`, with its line where it is known."""
    if isinstance(error, TemplateFailed):
        return error
    line = getattr(error, "lineno", None)
    # Jinja2 adds lines about where it was; the place is told by whoever knows the file.
    text = (str(error) or type(error).__name__).partition("\n")[0]
    return TemplateFailed(text, line if isinstance(line, int) else 1)


def _refuse_other_files(tree: nodes.Template) -> None:
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        word = type(node).__name__.lower().replace("fromimport", "from")
        msg = f"{word} is not available in templates; a template is one file"
        raise TemplateFailed(msg, node.lineno)


def _refuse_nesting(tree: nodes.Template) -> None:
    # Two nested loops over 10,000 items each already take minutes; nothing in a study needs three.
    for loop in tree.find_all(nodes.For):
        for inner in loop.find_all(nodes.For):
            if any(True for _ in inner.find_all(nodes.For)):
                msg = "loops are nested three deep"
                raise TemplateFailed(msg, inner.lineno)
            if isinstance(inner.iter, nodes.Call) and isinstance(loop.iter, nodes.Call):
                msg = "a range inside a range is not available in templates"
                raise TemplateFailed(msg, inner.lineno)
