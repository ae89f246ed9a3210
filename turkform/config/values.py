"""What a scalar's text means, by the type of its field. Every input is text."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function

from turkform.config.expressions import Expression
from turkform.core.durations import parse_duration
from turkform.core.money import Money


class Spec(BaseModel):
    """A part of the configuration: unknown keys are errors, nothing changes after loading."""

    # Built when first used: a campaign uses few of the sections, and start-up waits for each.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks a field whose text names an object of one of these sections; where `foreign`, also
    `campaign/name` of another campaign of the project."""

    sections: tuple[str, ...]
    foreign: bool = False


class FileReference(str):
    """The path of a file, relative to the campaign's folder; the loader reads it."""

    __slots__ = ()


class RowTemplate(str):
    """A scalar that is rendered for each row, because it names `row`."""

    __slots__ = ()


def _text(value: object) -> str:
    if not isinstance(value, str):
        msg = f"found {_kind(value)}, expected text"
        raise ValueError(msg)  # noqa: TRY004 - pydantic turns ValueError into a finding
    return value


def _kind(value: object) -> str:
    kinds = {dict: "a mapping", list: "a list", type(None): "nothing"}
    return kinds.get(type(value), repr(value))


def _money(value: object) -> Money:
    return value if isinstance(value, Money) else Money.parse(_text(value))


def _duration(value: object) -> timedelta:
    return value if isinstance(value, timedelta) else parse_duration(_text(value))


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = _text(value).strip()
    if not re.fullmatch(r"-?(0|[1-9][0-9]{0,15})", text, re.ASCII):
        msg = f"{text[:40]!r} is not a whole number; expected digits such as 3"
        raise ValueError(msg)
    return int(text)


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = _text(value)
    if text not in ("true", "false"):
        msg = f"{text!r} is neither true nor false"
        raise ValueError(msg)
    return text == "true"


def _share(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    match = re.fullmatch(r"(\d{1,3})(\.\d{1,2})?%", _text(value).strip(), re.ASCII)
    if not match or Decimal(match.group()[:-1]) > 100:
        msg = f"{value!r} is not a share; expected a percentage such as 10%"
        raise ValueError(msg)
    return Decimal(match.group()[:-1]) / 100


def _number_or_template(value: object) -> object:
    return RowTemplate(value) if isinstance(value, str) and "{{" in value else _whole(value)


def _duration_or_template(value: object) -> object:
    return RowTemplate(value) if isinstance(value, str) and "{{" in value else _duration(value)


def _money_or_template(value: object) -> object:
    return RowTemplate(value) if isinstance(value, str) and "{{" in value else _money(value)


def _expression(value: object) -> Expression:
    return value if isinstance(value, Expression) else Expression.parse(_text(value))


def _file(value: object) -> FileReference:
    return FileReference(_text(value))


def _typed(*kinds: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": list(kinds), "examples": [example]})


Text: TypeAlias = Annotated[str, BeforeValidator(_text)]
MoneyValue: TypeAlias = Annotated[
    Money, PlainValidator(_money), _typed("string", "number", example="$0.15")
]
DurationValue: TypeAlias = Annotated[
    timedelta, PlainValidator(_duration), _typed("string", example="10m")
]
WholeNumber: TypeAlias = Annotated[
    int, PlainValidator(_whole), _typed("integer", "string", example="3")
]
Flag: TypeAlias = Annotated[
    bool, PlainValidator(_boolean), _typed("boolean", "string", example="true")
]
Share: TypeAlias = Annotated[Decimal, PlainValidator(_share), _typed("string", example="10%")]
FilePath: TypeAlias = Annotated[
    FileReference, PlainValidator(_file), _typed("string", example="data/rows.csv")
]
RowNumber: TypeAlias = Annotated[
    int | RowTemplate,
    PlainValidator(_number_or_template),
    _typed("integer", "string", example="3"),
]
RowDuration: TypeAlias = Annotated[
    timedelta | RowTemplate, PlainValidator(_duration_or_template), _typed("string", example="7d")
]
RowMoney: TypeAlias = Annotated[
    Money | RowTemplate,
    PlainValidator(_money_or_template),
    _typed("string", "number", example="$1.00"),
]
ExpressionValue: TypeAlias = Annotated[
    Expression,
    PlainValidator(_expression),
    _typed("string", example="{{ worker.approved >= 20 }}"),
]
JsonSchemaValue: TypeAlias = dict[str, Any]  # pydantic's own alias for the same


@dataclass(frozen=True, slots=True)
class Shorthand:
    """Tells the JSON Schema that a text may stand for the whole of it."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(core_schema)]}


@dataclass(frozen=True, slots=True)
class OneOrMore:
    """Tells the JSON Schema that one item may stand for a list of one, and a text for an item."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        listed = handler(core_schema)
        item = [{"type": "string"}, listed["items"]]
        return {"anyOf": [*item, {**listed, "items": {"anyOf": item}}]}


def one_or_more(value: object) -> object:
    """A single text is a list of one."""
    return [value] if isinstance(value, str) else value


Names: TypeAlias = Annotated[tuple[Text, ...], BeforeValidator(one_or_more), Shorthand()]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the whole of a text must look like; `words` complete "… is not …" in the message."""

    pattern: str
    words: str

    def __get_pydantic_core_schema__(
        self, source: type, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(core_schema), "pattern": f"^{self.pattern}$"}

    def _checked(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value, re.ASCII):
            msg = f"{value[:60]!r} is not {self.words}"
            raise ValueError(msg)
        return value


class Lifecycle(Spec):
    """How an object may be treated: `protect` refuses deletion, `ignore_changes` looks away."""

    protect: Flag = False
    ignore_changes: tuple[Text, ...] = ()
