"""QuestionForm questions written in YAML (API reference 11.5); scores become the answer key."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from turkform.config.values import Flag, OneOrMore, Shorthand, Spec, Text, WholeNumber
from turkform.kinds.questions.content_spec import Choice, ContentSpec, Filled, ImageSpec

Style = Literal["radiobutton", "checkbox", "list", "dropdown", "combobox", "multichooser"]
Positive = Annotated[WholeNumber, Field(ge=1)]
NotNegative = Annotated[WholeNumber, Field(ge=0)]


class PatternSpec(Spec):
    """A regular expression that the whole answer must match, and what is said if it does not."""

    regex: Filled
    error: Text | None = None
    ignore_case: Flag = False


def _patterns(value: object) -> object:
    items = value if isinstance(value, list) else [value]
    return [{"regex": item} if isinstance(item, str) else item for item in items]


def _number(value: object) -> object:
    return {} if value == "true" else value


class NumberSpec(Spec):
    """The answer is a whole number, perhaps within bounds."""

    min: WholeNumber | None = None
    max: WholeNumber | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            msg = f"min: {self.min} is more than max: {self.max}"
            raise ValueError(msg)
        return self


class FreeTextSpec(Spec):
    """How a free text is asked for: size of the field, what stands in it, what is accepted."""

    lines: Positive = 1
    default: Text | None = None
    min_length: NotNegative | None = None
    max_length: Positive | None = None
    number: Annotated[NumberSpec | None, BeforeValidator(_number), Shorthand()] = None
    pattern: Annotated[tuple[PatternSpec, ...], BeforeValidator(_patterns), OneOrMore()] = ()

    @model_validator(mode="after")
    def _lengths(self) -> Self:
        low, high = self.min_length, self.max_length
        if low is not None and high is not None and low > high:
            msg = f"min_length: {low} is more than max_length: {high}"
            raise ValueError(msg)
        return self


class CombinationSpec(Spec):
    """A score for exactly these choices together."""

    choices: Annotated[tuple[Text, ...], Field(min_length=1)]
    score: WholeNumber


class QuestionSpec(FreeTextSpec):
    """One question: free text, or choices when `choices` are given."""

    id: Filled
    name: Filled | None = None
    text: Filled | None = None
    image: ImageSpec | None = None
    content: tuple[ContentSpec, ...] = ()
    required: Flag = True
    choices: dict[str, Choice] = Field(default_factory=dict)
    style: Style = "radiobutton"
    min_choices: NotNegative = 1
    max_choices: Positive = 1
    other: Annotated[FreeTextSpec | None, BeforeValidator(_number), Shorthand()] = None
    scores: dict[str, WholeNumber] = Field(default_factory=dict)
    combinations: tuple[CombinationSpec, ...] = ()
    default_score: WholeNumber | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for problem in (*self._shown(), *self._chosen(), *self._scored()):
            raise ValueError(problem)
        return self

    @property
    def is_scored(self) -> bool:
        """Whether the answer key has this question."""
        return bool(self.scores or self.combinations)

    def _shown(self) -> list[str]:
        if self.text is None and not self.content and self.image is None:
            return ["expected text:, image: or content:, or there is nothing to answer"]
        return []

    def _chosen(self) -> list[str]:
        if not self.choices:
            return self._free()
        free = sorted(self.model_fields_set & set(FreeTextSpec.model_fields))
        if free:
            return [f"{free[0]}: is for questions without choices:"]
        if self.style in ("radiobutton", "dropdown") and self.max_choices != 1:
            hint = "checkbox, list or multichooser"
            return [f"style: {self.style} allows one choice only; for more use {hint}"]
        if self.min_choices > self.max_choices:
            return [f"min_choices: {self.min_choices} is more than max_choices:"]
        if self.max_choices > len(self.choices):
            return [f"max_choices: {self.max_choices} is more than there are choices"]
        return []

    def _free(self) -> list[str]:
        needing = ("style", "min_choices", "max_choices", "other", "scores", "combinations")
        given = [name for name in (*needing, "default_score") if name in self.model_fields_set]
        return [f"{given[0]}: needs choices:"] if given else []

    def _scored(self) -> list[str]:
        named = [*self.scores, *(c for one in self.combinations for c in one.choices)]
        unknown = [name for name in named if name not in self.choices]
        if unknown and self.choices:
            return [f"scores: names {unknown[0]!r}, which is no choice"]
        if self.is_scored and self.other is not None:
            return ["other: cannot be graded; a test with scores has fixed choices only"]
        if self.default_score is not None and not self.is_scored:
            return ["default_score: needs scores: or combinations:"]
        return []


class OverviewSpec(Spec):
    """A part of the form that asks nothing."""

    overview: Annotated[tuple[ContentSpec, ...], Field(min_length=1)]


def _which(value: object) -> str:
    overview = isinstance(value, OverviewSpec) or (isinstance(value, dict) and "overview" in value)
    return "OverviewSpec" if overview else "QuestionSpec"


FormPart = Annotated[
    Annotated[QuestionSpec, Tag("QuestionSpec")] | Annotated[OverviewSpec, Tag("OverviewSpec")],
    Discriminator(_which),
]
FormParts = Annotated[tuple[FormPart, ...], Field(min_length=1)]


def questions_of(parts: tuple[QuestionSpec | OverviewSpec, ...]) -> tuple[QuestionSpec, ...]:
    """The parts that ask something."""
    return tuple(part for part in parts if isinstance(part, QuestionSpec))


def twice(parts: tuple[QuestionSpec | OverviewSpec, ...]) -> str | None:
    """An id that two questions have."""
    ids = [question.id for question in questions_of(parts)]
    return next((name for name in ids if ids.count(name) > 1), None)
