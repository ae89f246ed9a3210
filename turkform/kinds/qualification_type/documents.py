"""The XML of a test and of its answer key, from files or from questions written in YAML."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from turkform.kinds.questions.form_spec import questions_of
from turkform.kinds.questions.form_xml import question_form
from turkform.kinds.questions.key_xml import answer_key

if TYPE_CHECKING:
    from turkform.kinds.qualification_type.spec import TestSpec


def test_of(test: "TestSpec", texts: Mapping[str, str]) -> str:
    """The QuestionForm."""
    return texts[test.file] if test.file else question_form(test.questions)


def answer_key_of(test: "TestSpec", texts: Mapping[str, str]) -> str | None:
    """The AnswerKey, None where nothing is graded."""
    if test.answer_key:
        return texts[test.answer_key]
    return answer_key(questions_of(test.questions), test.value)
