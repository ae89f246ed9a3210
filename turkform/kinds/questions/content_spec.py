"""What stands in a question or an overview: texts, lists, pictures (API reference 11.5)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from turkform.config.values import Shape, Shorthand, Spec, Text, WholeNumber

_ADDRESS = Shape(r"(https?://|[{]).*", "an address beginning with https:// or http://")
Filled = Annotated[Text, Field(min_length=1)]
Address = Annotated[Text, _ADDRESS]


class ImageSpec(Spec):
    """A picture, a sound or a film; `alt` is what is told to those who cannot perceive it."""

    url: Address
    alt: Text
    subtype: Text | None = None


class EmbeddedSpec(Spec):
    """Something that needs a player: `type` and `subtype` are its MIME type."""

    url: Address
    type: Filled
    subtype: Filled
    alt: Text
    width: Annotated[WholeNumber, Field(ge=1)]
    height: Annotated[WholeNumber, Field(ge=1)]
    parameters: dict[str, Text] = Field(default_factory=dict)


class ContentSpec(Spec):
    """One piece: exactly one of these. `formatted` is XHTML of the documented subset."""

    title: Filled | None = None
    text: Filled | None = None
    list: Annotated[tuple[Filled, ...], Field(min_length=1)] | None = None
    formatted: Filled | None = None
    image: ImageSpec | None = None
    audio: ImageSpec | None = None
    video: ImageSpec | None = None
    embedded: EmbeddedSpec | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            names = ", ".join(f"{name}:" for name in type(self).model_fields)
            msg = f"expected exactly one of {names}"
            raise ValueError(msg)
        return self


class ChoiceSpec(Spec):
    """What a choice shows: exactly one of these."""

    text: Filled | None = None
    formatted: Filled | None = None
    image: ImageSpec | None = None
    audio: ImageSpec | None = None
    video: ImageSpec | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: object) -> object:
        return {"text": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            msg = "expected a text, or exactly one of formatted:, image:, audio: and video:"
            raise ValueError(msg)
        return self


Choice = Annotated[ChoiceSpec, Shorthand()]
MediaType = Literal["image", "audio", "video"]
