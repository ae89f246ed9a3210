"""`hits:` in YAML: groups of HITs, one for each row of data."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from turkform.config.rows import ForEach
from turkform.config.sections import Section
from turkform.config.values import (
    FilePath,
    Lifecycle,
    Reference,
    RowDuration,
    RowNumber,
    Spec,
    Text,
    WholeNumber,
)
from turkform.kinds.hit.review_spec import ReviewSpec
from turkform.kinds.hit.set_check import check_sets
from turkform.kinds.questions.form_spec import FormParts, questions_of, twice


class ExternalSpec(Spec):
    """A page of your own, shown in a frame; `url` may name `row`."""

    url: Text
    frame_height: WholeNumber = 0


class LayoutSpec(Spec):
    """A layout made on the Requester site; parameters may name `row`."""

    id: Text
    parameters: dict[str, Text] = Field(default_factory=dict)


class QuestionSourceSpec(Spec):
    """Where the question comes from: exactly one of the five."""

    html: FilePath | None = None
    external: ExternalSpec | None = None
    form: FormParts | None = None
    xml: FilePath | None = None
    layout: LayoutSpec | None = None
    frame_height: WholeNumber = 0

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [self.html, self.external, self.form, self.xml, self.layout]
        if sum(value is not None for value in given) != 1:
            msg = "expected exactly one of html:, external:, form:, xml: and layout:"
            raise ValueError(msg)
        if self.form is not None:
            _check_form(self.form)
        return self


def _check_form(form: FormParts) -> None:
    if not questions_of(form):
        msg = "form: asks nothing; expected at least one question"
        raise ValueError(msg)
    if (name := twice(form)) is not None:
        msg = f"form: two questions have the id {name!r}"
        raise ValueError(msg)


class HitSpec(Spec):
    """A group of HITs; values may name `row`."""

    hit_type: Annotated[Text, Reference(("hit_types",))]
    for_each: ForEach | None = None
    question: QuestionSourceSpec
    max_assignments: RowNumber = 1
    lifetime: RowDuration = timedelta(days=7)
    sets_of: Annotated[WholeNumber, Field(ge=2, le=9)] | None = None
    review: ReviewSpec | None = None
    lifecycle: Lifecycle = Field(default_factory=Lifecycle)


_COMPARABLE = {name: (name,) for name in ("question", "max_assignments", "lifetime")}
SECTION = Section(
    "hits", "hit", HitSpec, late=frozenset({"row"}), check=check_sets, comparable=_COMPARABLE
)
