from __future__ import annotations

import pytest
from lxml import etree

from turkform.marketplace.domain.questions.validate import check_question
from turkform.marketplace.domain.questions.xml import QuestionError
from turkform.marketplace.external_submit import answers_document

NAMESPACE = (
    "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/"
    "2006-07-14/ExternalQuestion.xsd"
)


def external(url: str = "https://example.org/?a=1&amp;b=2", head: str = "") -> str:
    return (
        f'{head}<ExternalQuestion xmlns="{NAMESPACE}"><ExternalURL>{url}</ExternalURL>'
        "<FrameHeight>600</FrameHeight></ExternalQuestion>"
    )


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ASCII", "ISO-8859-1"])
def test_a_question_when_it_declares_any_encoding_is_accepted(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    check_question(external("https://example.org/caf\u00e9", head))


def test_a_question_when_a_comment_stands_before_its_text_is_accepted() -> None:
    check_question(external("<!-- ours -->https://example.org/"))


@pytest.mark.parametrize(
    "document",
    [
        external("https://example.org/?a=1&b=2"),
        external("http://example.org/"),
        external("https://example.org/\ud83d"),
        external(head='<!DOCTYPE x [<!ENTITY y "z">]>'),
        external().replace("2006-07-14", "2006-07-15"),
    ],
    ids=["bare ampersand", "no https", "half a surrogate pair", "document type", "namespace"],
)
def test_a_question_when_it_breaks_a_rule_is_refused(document: str) -> None:
    with pytest.raises(QuestionError):
        check_question(document)


@pytest.mark.parametrize("unfit", ["\x00", "\x1f", "\ufffe", "\uffff", "\ud83d"])
def test_answers_when_xml_cannot_carry_a_character_leave_it_out(unfit: str) -> None:
    assert answer_to(f"a{unfit}b") == "ab"


@pytest.mark.parametrize("text", ['a<b> & "c"', "caf\u00e9 \U0001f600", "one\ntwo\tthree"])
def test_answers_when_read_back_are_what_the_worker_wrote(text: str) -> None:
    assert answer_to(text) == text


def answer_to(text: str) -> str | None:
    document = answers_document([("assignmentId", "3A"), ("q", text)])
    (answer,) = etree.fromstring(document.encode())
    return answer[1].text
