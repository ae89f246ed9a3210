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
from turkform.kinds.qualification_type.check import check_tests
from turkform.kinds.questions.form_spec import FormPart, questions_of, twice
from turkform.kinds.questions.key_spec import MappingSpec


class TestSpec(Spec):
    """A test: questions written here or a QuestionForm file; scores make the answer key."""

    __test__ = False  # pytest would take the name for a test class

    duration: DurationValue
    retry_after: DurationValue | None = None
    questions: tuple[FormPart, ...] = ()
    file: FilePath | None = None
    answer_key: FilePath | None = None
    value: MappingSpec = Field(default_factory=MappingSpec)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if bool(self.questions) == (self.file is not None):
            msg = "expected either questions: or file:"
            raise ValueError(msg)
        for problem in self._questions():
            raise ValueError(problem)
        return self

    def _questions(self) -> list[str]:
        asked = questions_of(self.questions)
        scored = any(question.is_scored for question in asked)
        ungraded = [q.id for q in asked if not q.choices or q.other is not None]
        if self.questions and not asked:
            return ["questions: asks nothing; expected at least one question"]
        if (name := twice(self.questions)) is not None:
            return [f"questions: two of them have the id {name!r}"]
        if self.answer_key is not None and scored:
            return ["expected scores: in the questions or answer_key:, not both"]
        if (scored or self.answer_key is not None) and ungraded:
            return [
                f"questions: {ungraded[0]!r} has no fixed choices; a graded test has only those"
            ]
        if self.value.model_fields_set and not scored:
            return ["value: needs questions with scores:"]
        return []


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
    lifecycle: Lifecycle = Field(default_factory=Lifecycle)

    @model_validator(mode="after")
    def _test_or_automatic(self) -> Self:
        if self.auto_granted and self.test is not None:
            msg = "a type with a test cannot be granted automatically"
            raise ValueError(msg)
        if self.auto_granted_value is not None and not self.auto_granted:
            msg = "auto_granted_value: needs auto_granted: true"
            raise ValueError(msg)
        return self


_PLAIN = ("name", "description", "keywords", "status", "auto_granted", "auto_granted_value")
_COMPARABLE = {
    **{name: (name,) for name in _PLAIN},
    "test": ("test", "answer_key", "test_duration", "retry_delay"),
    "retry_after": ("retry_delay",),
}
SECTION = Section(
    "qualification_types",
    "qualification_type",
    QualificationTypeSpec,
    check=check_tests,
    comparable=_COMPARABLE,
)
