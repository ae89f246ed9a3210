"""QuestionForm questions written in YAML (API reference 11.5)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from turkform.config.values import Flag, Shape, Spec, Text, WholeNumber


class ImageSpec(Spec):
    """A picture beside a question."""

    url: Annotated[
        Text, Shape(r"(https?://|[{]).*", "an address beginning with https:// or http://")
    ]
    alt: Text


class QuestionSpec(Spec):
    """One question: free text, or choices when `choices` are given."""

    id: Annotated[Text, Field(min_length=1)]
    text: Text
    image: ImageSpec | None = None
    required: Flag = True
    choices: dict[str, Text] = Field(default_factory=dict)
    style: Literal["radiobutton", "checkbox", "list", "dropdown", "combobox", "multichooser"] = (
        "radiobutton"
    )
    min_choices: WholeNumber = 1
    max_choices: WholeNumber = 1
    scores: dict[str, WholeNumber] = Field(default_factory=dict)
    lines: WholeNumber = 1
    min_length: WholeNumber | None = None
    max_length: WholeNumber | None = None
    pattern: Text | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        unknown = sorted(set(self.scores) - set(self.choices))
        if unknown:
            msg = f"scores: names {unknown[0]!r}, which is no choice"
            raise ValueError(msg)
        if self.style in ("radiobutton", "dropdown") and self.max_choices != 1:
            msg = f"style: {self.style} allows one choice only"
            raise ValueError(msg)
        return self
