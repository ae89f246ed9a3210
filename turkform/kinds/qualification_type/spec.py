"""`qualification_types:` in YAML (API reference 10.3)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from turkform.config.sections import Section
from turkform.config.values import (
    DurationValue,
    FilePath,
    Flag,
    Lifecycle,
    Spec,
    Text,
    WholeNumber,
)
from turkform.kinds.form_spec import QuestionSpec


class MappingSpec(Spec):
    """How the sum of scores becomes the qualification's value."""

    percentage_of: WholeNumber | None = None


class TestSpec(Spec):
    """A test: questions written here or a QuestionForm file; scores make the answer key."""

    __test__ = False  # pytest would take the name for a test class

    duration: DurationValue
    retry_after: DurationValue | None = None
    questions: tuple[QuestionSpec, ...] = ()
    file: FilePath | None = None
    answer_key: FilePath | None = None
    value: MappingSpec = MappingSpec()

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if bool(self.questions) == (self.file is not None):
            msg = "expected either questions: or file:"
            raise ValueError(msg)
        return self


class QualificationTypeSpec(Spec):
    """What a worker has or passed; `name` is unique among the requester's types."""

    name: Annotated[Text, Field(min_length=1, max_length=200)]
    description: Annotated[Text, Field(min_length=1, max_length=2000)]
    keywords: tuple[Text, ...] = ()
    status: Literal["Active", "Inactive"] = "Active"
    test: TestSpec | None = None
    retry_after: DurationValue | None = None
    auto_granted: Flag = False
    auto_granted_value: WholeNumber | None = None
    lifecycle: Lifecycle = Lifecycle()

    @model_validator(mode="after")
    def _test_or_automatic(self) -> Self:
        if self.auto_granted and self.test is not None:
            msg = "a type with a test cannot be granted automatically"
            raise ValueError(msg)
        if self.auto_granted_value is not None and not self.auto_granted:
            msg = "auto_granted_value: needs auto_granted: true"
            raise ValueError(msg)
        return self


SECTION = Section("qualification_types", "qualification_type", QualificationTypeSpec)
