"""QuestionForms and answer keys written in YAML: every documented element, and what cannot be."""

from collections.abc import Mapping
from typing import Any

import pytest
from lxml import etree
from pydantic import TypeAdapter, ValidationError

from turkform.kinds.qualification_type.documents import answer_key_of
from turkform.kinds.qualification_type.spec import TestSpec
from turkform.kinds.questions.check import check_answer_key, check_test
from turkform.kinds.questions.form_spec import FormParts
from turkform.kinds.questions.form_xml import question_form

MEDIA = {"url": "https://example.org/a", "alt": "A"}
FORM: list[Any] = [
    {
        "overview": [
            {"title": "Title & more"},
            {"text": "Text"},
            {"list": ["one", "two"]},
            {"formatted": "<p>Bold: <b>b</b></p>"},
            {"image": {**MEDIA, "subtype": "gif"}},
            {"audio": MEDIA},
            {"video": MEDIA},
            {
                "embedded": {
                    **MEDIA, "type": "application", "subtype": "x-shockwave-flash",
                    "width": "10", "height": "20", "parameters": {"speed": "2"},
                }
            },
        ]
    },
    {
        "id": "free", "name": "Free", "text": "T", "required": "false", "lines": "3",
        "default": "D", "min_length": "2", "max_length": "9", "number": {"min": "1", "max": "99"},
        "pattern": ["[0-9]+", {"regex": '"<&', "error": "Digits", "ignore_case": "true"}],
    },
    {
        "id": "choice", "content": [{"text": "T"}], "style": "checkbox",
        "min_choices": "0", "max_choices": "2", "other": {"lines": "2", "max_length": "5"},
        "choices": {"a": "A", "b": {"formatted": "<b>B</b>"}, "c": {"image": MEDIA}},
    },
]  # fmt: skip
DOCUMENTED = {
    "Overview", "Title", "Text", "List", "ListItem", "FormattedContent", "Binary", "MimeType",
    "Type", "SubType", "DataURL", "AltText", "EmbeddedBinary", "EmbeddedMimeType", "Width",
    "Height", "ApplicationParameter", "Name", "Value", "Question", "QuestionIdentifier",
    "DisplayName", "IsRequired", "QuestionContent", "AnswerSpecification", "FreeTextAnswer",
    "Constraints", "IsNumeric", "Length", "AnswerFormatRegex", "DefaultText",
    "NumberOfLinesSuggestion", "SelectionAnswer", "MinSelectionCount", "MaxSelectionCount",
    "StyleSuggestion", "Selections", "Selection", "SelectionIdentifier", "OtherSelection",
}  # fmt: skip
TWO = {"a": "A", "b": "B"}
SCORED: dict[str, Any] = {"id": "q", "text": "T", "choices": TWO, "scores": {"a": "2"}}


def made(parts: list[Any]) -> str:
    return question_form(TypeAdapter(FormParts).validate_python(parts))


def graded(value: Mapping[str, Any], *questions: Mapping[str, Any]) -> str:
    """The answer key of a test, checked against the test."""
    data = {"duration": "10m", "questions": list(questions or (SCORED,)), "value": value}
    test = TestSpec.model_validate(data)
    key = answer_key_of(test, {})
    assert key is not None
    check_answer_key(key, question_form(test.questions))
    return key


def test_every_documented_element_can_be_written_and_is_valid() -> None:
    text = made(FORM)
    check_test(text)
    names = {etree.QName(element).localname for element in etree.fromstring(text.encode()).iter()}
    assert names == DOCUMENTED | {"QuestionForm"}


def test_texts_are_rendered_for_the_row_and_then_escaped() -> None:
    parts = TypeAdapter(FormParts).validate_python([{"id": "q", "text": "{{ row.x }}"}])
    assert "<Text>a &lt; b</Text>" in question_form(
        parts, lambda text: text.replace("{{ row.x }}", "a < b")
    )


@pytest.mark.parametrize(
    ("value", "mapping"),
    [
        ({}, "<PercentageMapping><MaximumSummedScore>2</MaximumSummedScore>"),
        ({"percentage_of": "8"}, "<MaximumSummedScore>8</MaximumSummedScore>"),
        ({"times": "0.5"}, "<ScaleMapping><SummedScoreMultiplier>0.5</SummedScoreMultiplier>"),
        (
            {"ranges": [{"from": "1", "to": "2", "value": "7"}], "otherwise": "-1"},
            "<OutOfRangeQualificationValue>-1</OutOfRangeQualificationValue>",
        ),
    ],
)
def test_each_mapping_of_the_sum_is_made(value: Mapping[str, Any], mapping: str) -> None:
    assert mapping in graded(value)


def test_the_sum_itself_needs_no_mapping() -> None:
    assert "Mapping" not in graded({"sum": "true"})


def test_a_combination_scores_for_exactly_these_choices() -> None:
    question = {
        "id": "q", "text": "T", "style": "list", "max_choices": "2", "choices": TWO,
        "combinations": [{"choices": ["a", "b"], "score": "3"}], "default_score": "-1",
    }  # fmt: skip
    key = graded({}, question)
    assert (
        "<SelectionIdentifier>a</SelectionIdentifier><SelectionIdentifier>b</SelectionIdentifier>"
        "<AnswerScore>3</AnswerScore></AnswerOption><DefaultScore>-1</DefaultScore>"
    ) in key
    assert "<MaximumSummedScore>3</MaximumSummedScore>" in key


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"text": None}, "or there is nothing to answer"),
        ({"lines": "2"}, "lines: is for questions without choices:"),
        ({"max_choices": "2"}, "style: radiobutton allows one choice only"),
        ({"style": "list", "max_choices": "3"}, "is more than there are choices"),
        ({"min_choices": "2", "style": "list"}, "min_choices: 2 is more than max_choices:"),
        ({"scores": {"c": "1"}}, "scores: names 'c', which is no choice"),
        ({"other": "true"}, "other: cannot be graded"),
        ({"choices": {}}, "scores: needs choices:"),
        ({"scores": {}, "default_score": "1"}, "default_score: needs scores:"),
        ({"content": [{"text": "T", "title": "T"}]}, "expected exactly one of title:, text:"),
        ({"image": {"url": "ftp://x", "alt": "A"}}, "is not an address beginning with https://"),
    ],
)
def test_a_question_that_contradicts_itself_is_refused_in_words(
    change: Mapping[str, Any], expected: str
) -> None:
    data = {key: value for key, value in {**SCORED, **change}.items() if value is not None}
    with pytest.raises(ValidationError) as caught:
        made([data])
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"questions": [SCORED, SCORED]}, "two of them have the id 'q'"),
        ({"questions": [{"overview": [{"text": "T"}]}]}, "asks nothing"),
        ({"questions": [SCORED, {"id": "r", "text": "T"}]}, "'r' has no fixed choices"),
        ({"answer_key": "key.xml"}, "expected scores: in the questions or answer_key:, not both"),
        ({"value": {"sum": "true", "times": "2"}}, "expected at most one of percentage_of:, sum:"),
        ({"value": {"otherwise": "2"}}, "otherwise: needs ranges:"),
        ({"value": {"ranges": [{"from": "2", "to": "1", "value": "0"}]}}, "from: 2 is more than"),
        ({"value": {"ranges": [{"from": "1", "to": "2", "value": "0"}] * 2}}, "lies in two of"),
    ],
)
def test_a_test_that_cannot_be_graded_as_written_is_refused(
    change: Mapping[str, Any], expected: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        TestSpec.model_validate({"duration": "10m", "questions": [SCORED], **change})
    assert expected in str(caught.value)
