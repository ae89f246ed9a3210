from __future__ import annotations

import pytest

from turkform.marketplace.domain.grading import grade
from turkform.marketplace.domain.questions.validate import (
    check_answer_key,
    check_question,
    check_test,
)
from turkform.marketplace.domain.questions.xml import QuestionError

SCHEMAS = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/"
FREE_TEXT = "<FreeTextAnswer/>"


def form(answer: str = FREE_TEXT, content: str = "<Text>Which?</Text>") -> str:
    return (
        f'<QuestionForm xmlns="{SCHEMAS}2017-11-06/QuestionForm.xsd"><Question>'
        f"<QuestionIdentifier>q</QuestionIdentifier><QuestionContent>{content}</QuestionContent>"
        f"<AnswerSpecification>{answer}</AnswerSpecification></Question></QuestionForm>"
    )


def formatted(html: str) -> str:
    return form(content=f"<FormattedContent><![CDATA[{html}]]></FormattedContent>")


def selection(*, names: str = "ab", before: str = "", after: str = "") -> str:
    listed = "".join(
        f"<Selection><SelectionIdentifier>{name}</SelectionIdentifier><Text>{name}</Text>"
        "</Selection>"
        for name in names
    )
    selections = f"<Selections>{listed}{after}</Selections>"
    return form(f"<SelectionAnswer>{before}{selections}</SelectionAnswer>")


def free_text(constraints: str) -> str:
    return form(f"<FreeTextAnswer><Constraints>{constraints}</Constraints></FreeTextAnswer>")


def key(score: str = "1", mapping: str = "") -> str:
    return (
        f'<AnswerKey xmlns="{SCHEMAS}2005-10-01/AnswerKey.xsd"><Question>'
        "<QuestionIdentifier>q</QuestionIdentifier><AnswerOption>"
        "<SelectionIdentifier>a</SelectionIdentifier>"
        f"<AnswerScore>{score}</AnswerScore></AnswerOption></Question>{mapping}</AnswerKey>"
    )


def scaled(multiplier: str) -> str:
    return (
        "<QualificationValueMapping><ScaleMapping><SummedScoreMultiplier>"
        f"{multiplier}</SummedScoreMultiplier></ScaleMapping></QualificationValueMapping>"
    )


ANSWERED_A = (
    f'<QuestionFormAnswers xmlns="{SCHEMAS}2005-10-01/QuestionFormAnswers.xsd"><Answer>'
    "<QuestionIdentifier>q</QuestionIdentifier><SelectionIdentifier>a</SelectionIdentifier>"
    "</Answer></QuestionFormAnswers>"
)


@pytest.mark.parametrize(
    "document",
    [
        formatted("<p>Read the <a target='_blank' href='https://example.org/?a=1'>rules</a>.</p>"),
        formatted("Caf&eacute;&nbsp;<br/><img src='/a.png' alt='a'></img> plain text"),
        formatted("<table border='1'><tbody><tr><td colspan='2'>x</td></tr></tbody></table>"),
        selection(before="<StyleSuggestion>radiobutton</StyleSuggestion>"),
        selection(
            before="<MinSelectionCount>0</MinSelectionCount>"
            "<MaxSelectionCount>2</MaxSelectionCount><StyleSuggestion>checkbox</StyleSuggestion>"
        ),
        selection(before="<MinSelectionCount>2</MinSelectionCount>"),
        free_text('<Length minLength="2" maxLength="500"></Length>'),
        free_text('<AnswerFormatRegex regex="\\S" errorText="no blank" flags="i"/>'),
        free_text('<IsNumeric minValue="-5" maxValue="5"/>'),
    ],
)
def test_forms_that_requesters_use_are_accepted(document: str) -> None:
    check_question(document)


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        (formatted("<p>not closed"), "cannot be parsed"),
        (formatted("R&D"), "cannot be parsed"),
        (formatted("&nosuchthing;"), "cannot be parsed"),
        (formatted("<script>alert(1)</script>"), "'script' is not allowed"),
        (formatted("<div>x</div>"), "'div' is not allowed"),
        (formatted("<P>x</P>"), "'P' is not allowed"),
        (formatted("<p class='x'>x</p>"), "'class' is not allowed"),
        (formatted("<p onclick='x()'>x</p>"), "'onclick' is not allowed"),
        (formatted("<b><i style='x'>x</i></b>"), "'style' is not allowed"),
        (formatted("<!-- x -->"), "comments"),
        (formatted("<img src='https://example.org/a.png'/>"), "'img' needs the attribute 'alt'"),
        (formatted("<a href='javascript:alert(1)'>x</a>"), "'javascript' are not allowed"),
        (selection(names="aa"), "'a' is used more than once"),
        (
            selection(
                before="<MaxSelectionCount>2</MaxSelectionCount>"
                "<StyleSuggestion>dropdown</StyleSuggestion>"
            ),
            "dropdown allows one selection only",
        ),
        (
            selection(
                before="<MinSelectionCount>3</MinSelectionCount>"
                "<MaxSelectionCount>2</MaxSelectionCount>"
            ),
            "MinSelectionCount 3 is more",
        ),
        (selection(before="<MaxSelectionCount>0</MaxSelectionCount>"), "at least 1"),
        (free_text('<Length minLength="x"/>'), "'x' is not a count"),
        (free_text('<Length maxLength="0"/>'), "at least 1"),
        (free_text('<Length minLength="5" maxLength="4"/>'), "minLength 5 is more"),
        (free_text('<IsNumeric minValue="1.5"/>'), "'1.5' is not a whole number"),
        (free_text('<AnswerFormatRegex errorText="x"/>'), "Attribute 'regex' must appear"),
        (free_text('<AnswerFormatRegex regex="x" flags="g"/>'), "'g' is no known flag"),
    ],
)
def test_forms_that_break_a_rule_are_refused_with_the_rule(document: str, complaint: str) -> None:
    with pytest.raises(QuestionError, match=complaint):
        check_question(document)


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        (
            form("<FileUploadAnswer/>"),
            (
                "cvc-complex-type.2.4.a: Invalid content was found starting with element "
                f"'FileUploadAnswer'. One of '{{\"{SCHEMAS}2017-11-06/QuestionForm.xsd\""
                f':FreeTextAnswer, "{SCHEMAS}2017-11-06/QuestionForm.xsd":SelectionAnswer}}\' '
                "is expected."
            ),
        ),
        (
            form("<SelectionAnswer/>"),
            "cvc-complex-type.2.4.b: The content of element 'SelectionAnswer' is not complete.",
        ),
        (
            form("<FreeTextAnswer/><FreeTextAnswer/>"),
            (
                "cvc-complex-type.2.4.d: Invalid content was found starting with element "
                "'FreeTextAnswer'. No child element is expected at this point."
            ),
        ),
        ("<Survey/>", "cvc-elt.1: Cannot find the declaration of element 'Survey'"),
    ],
)
def test_what_is_out_of_place_is_named_in_the_words_of_the_service(
    document: str, complaint: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        check_question(document)
    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize(
    "test", [form(), selection(after="<OtherSelection><DefaultText/></OtherSelection>")]
)
def test_a_test_with_an_answer_key_is_multiple_choice_only(test: str) -> None:
    check_test(test)
    with pytest.raises(QuestionError, match="A test with an answer key cannot have"):
        check_answer_key(key(), test)


@pytest.mark.parametrize("score", ["9" * 5_000, str(2**31), "1.5", "\u0663"])
def test_a_score_that_is_no_number_a_qualification_can_have_is_refused(score: str) -> None:
    with pytest.raises(QuestionError, match="AnswerScore"):
        check_answer_key(key(score), selection())


def test_a_multiplier_with_thousands_of_digits_is_refused() -> None:
    with pytest.raises(QuestionError, match="too many digits"):
        check_answer_key(key(mapping=scaled("9" * 5_000)), selection())


def test_a_value_beyond_what_a_qualification_can_have_stops_at_the_end_of_the_range() -> None:
    document = key(str(2**31 - 1), scaled("9" * 15))
    check_answer_key(document, selection())
    assert grade(document, ANSWERED_A) == 2**31 - 1
