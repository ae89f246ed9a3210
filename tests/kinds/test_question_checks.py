"""What the service would refuse of a question is refused here, with its line."""

from pathlib import Path

import pytest

from turkform.config.load import load_campaign
from turkform.core.errors import ConfigurationInvalid
from turkform.kinds.hit.checked import question_findings
from turkform.kinds.questions.check import check_answer_key, check_question, check_test
from turkform.kinds.questions.limits import NAMESPACES, QuestionInvalid
from turkform.kinds.sections import SECTIONS

FORM, KEY, HTML = (NAMESPACES[name] for name in ("QuestionForm", "AnswerKey", "HTMLQuestion"))
TEXT_ANSWER = "<FreeTextAnswer/>"
OVERVIEW = "<Overview><Title>A</Title></Overview>"
BOLD = "<FormattedContent><![CDATA[<p>A <b>b</b></p>]]></FormattedContent>"
PAGE = "<body><form><input name='a'><input type='submit'></form></body>"


def choices(*names: str, before: str = "") -> str:
    made = "".join(
        f"<Selection><SelectionIdentifier>{n}</SelectionIdentifier><Text>{n}</Text></Selection>"
        for n in names
    )
    return f"<SelectionAnswer>{before}<Selections>{made}</Selections></SelectionAnswer>"


def question(answer: str = TEXT_ANSWER, name: str = "q", content: str = "<Text>T</Text>") -> str:
    return (
        f"<Question><QuestionIdentifier>{name}</QuestionIdentifier>"
        f"<QuestionContent>{content}</QuestionContent>"
        f"<AnswerSpecification>{answer}</AnswerSpecification></Question>"
    )


def form(*parts: str, namespace: str = FORM) -> str:
    return f'<QuestionForm xmlns="{namespace}">\n{"".join(parts)}</QuestionForm>'


def html(page: str) -> str:
    return (
        f'<HTMLQuestion xmlns="{HTML}"><HTMLContent><![CDATA[{page}]]></HTMLContent>'
        "<FrameHeight>0</FrameHeight></HTMLQuestion>"
    )


def key(*options: tuple[str, int], name: str = "q") -> str:
    made = "".join(
        f"<AnswerOption><SelectionIdentifier>{n}</SelectionIdentifier>"
        f"<AnswerScore>{s}</AnswerScore></AnswerOption>"
        for n, s in options
    )
    identifier = f"<QuestionIdentifier>{name}</QuestionIdentifier>"
    return f'<AnswerKey xmlns="{KEY}"><Question>{identifier}{made}</Question></AnswerKey>'


def refusal(text: str) -> str:
    with pytest.raises(QuestionInvalid) as caught:
        check_question(text)
    return f"{caught.value.line}: {caught.value}"


@pytest.mark.parametrize(
    "text",
    [
        form(question()),
        form(OVERVIEW, question(), OVERVIEW),
        form(question(choices("a", "b", before="<MaxSelectionCount>1</MaxSelectionCount>"))),
        form(question(), namespace=FORM.replace("2017-11-06", "2005-10-01")),
        form(question(content=BOLD)),
        html(PAGE),
        html("<html><crowd-form></crowd-form></html>"),
        html("<body><script>document.body.appendChild(document.createElement('form'))</script></body>"),
        html("<body><script src='https://example.org/survey.js'></script></body>"),
    ],
)  # fmt: skip
def test_a_question_that_the_service_takes_is_taken(text: str) -> None:
    check_question(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1: is not well-formed XML"),
        ("<a>", "1: is not well-formed XML"),
        ("<Survey/>", "1: the root element is Survey; expected HTMLQuestion or ExternalQuestion"),
        (form(question(), namespace="urn:x"), "1: QuestionForm has the namespace urn:x; expected"),
        ("<QuestionForm/>", "1: QuestionForm has the namespace none; expected xmlns="),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "1: has a DOCTYPE"),
        (form(), "element 'QuestionForm': Missing child element(s). Expected is one of"),
        (form("<Overview><Text>T</Text></Overview>"), "asks nothing"),
        (form(question(), question()), "2: two questions have the QuestionIdentifier 'q'"),
        (form(question("<FileUploadAnswer/>")), "'FileUploadAnswer': This element is not expected"),
        (form(question("<FreeTextAnswer><Lines/></FreeTextAnswer>")), "2: element 'Lines'"),
        (form(question(choices("a", "a"))), "two choices have the SelectionIdentifier 'a'"),
        (form(question(choices("a", before="<MinSelectionCount>2</MinSelectionCount>"))),
         "MinSelectionCount 2 is more than MaxSelectionCount 1"),
        (form(question(choices("a", before="<MaxSelectionCount>2</MaxSelectionCount>"
                               "<StyleSuggestion>dropdown</StyleSuggestion>"))),
         "the style dropdown allows one choice only"),
        (form(question("<FreeTextAnswer><Constraints><Length minLength='9' maxLength='2'/>"
                       "</Constraints></FreeTextAnswer>")),
         "the least, 9, is more than the most, 2"),
        (form(question(content="<FormattedContent>&lt;script/&gt;</FormattedContent>")),
         "FormattedContent has <script>, which is not allowed"),
        (form(question(content="<FormattedContent>&lt;p&gt;</FormattedContent>")),
         "FormattedContent is not well-formed XHTML"),
        (form(question(content='<FormattedContent>&lt;img src="a"/&gt;</FormattedContent>')),
         "<img> needs alt="),
        (form(question(content='<FormattedContent>&lt;a href="javascript:x"&gt;a&lt;/a&gt;'
                               "</FormattedContent>")), "has a scheme that is not allowed"),
        (html("<p>A fragment</p>"), "1: the page has neither <html> nor <body>"),
        (html("<body><p>Nothing to do</p></body>"), "the page has no <form>; nobody could submit"),
        (html("<body><form><input name='a'></form></body>"), "the page has no submit button"),
        (html("<body><form><button type='button'>x</button></form></body>"), "no submit button"),
        (html("<body><!-- <form><button> --></body>"), "the page has no <form>"),
        (html(PAGE.replace("<form>", "<form>]]>")), "]]> inside CDATA ends it"),
        (html("\u20ac" * 22_000), "1: has 66,"),
        (html(PAGE + "\x0b"), "1: has the character U+000B, which XML cannot carry"),
    ],
)  # fmt: skip
def test_a_question_that_the_service_refuses_is_refused_with_its_line(
    text: str, expected: str
) -> None:
    assert expected in refusal(text)


@pytest.mark.parametrize(
    ("url", "good"),
    [("https://a.example/x?a=1&amp;b=2", True), ("http://a.example", False), ("https://", False)],
)
def test_an_external_page_needs_https_and_a_host(url: str, good: bool) -> None:
    text = (
        f'<ExternalQuestion xmlns="{NAMESPACES["ExternalQuestion"]}"><ExternalURL>{url}'
        "</ExternalURL><FrameHeight>0</FrameHeight></ExternalQuestion>"
    )
    if good:
        check_question(text)
    else:
        assert "does not begin with https://" in refusal(text)


def test_a_test_must_be_a_question_form() -> None:
    with pytest.raises(QuestionInvalid, match="expected QuestionForm"):
        check_test(html(PAGE))


@pytest.mark.parametrize(
    ("made", "asked", "expected"),
    [
        (key(("c", 1)), choices("a", "b"), "question 'q' has no choice 'c'"),
        (key(("a", 1), name="r"), choices("a"), "the test has no question 'r'"),
        (key(("a", 1)), TEXT_ANSWER, "has no choice 'a'"),
        (key(), choices("a"), "Missing child element"),
        (key(("a", 1)).replace("<AnswerScore>1", "<AnswerScore>one"), choices("a"), "'one'"),
    ],
)  # fmt: skip
def test_an_answer_key_must_fit_its_test(made: str, asked: str, expected: str) -> None:
    with pytest.raises(QuestionInvalid) as caught:
        check_answer_key(made, form(question(asked)))
    assert expected in str(caught.value)


def test_a_graded_test_with_a_free_text_is_refused() -> None:
    test = form(question(choices("a")), question(name="why"))
    with pytest.raises(QuestionInvalid, match="question 'why' of the test takes free text"):
        check_answer_key(key(("a", 1)), test)


CAMPAIGN = """
campaign: study
qualification_types:
  t: {name: N, description: D, test: {duration: 10m, file: test.xml, answer_key: key.xml}}
hit_types:
  t: {title: T, description: D, reward: $1, assignment_duration: 10m}
hits:
  h: {hit_type: t, question: {xml: question.xml},
      for_each: {rows: [{id: good, n: "1"}, {id: bad, n: "0"}], key: id}}
"""


def test_a_finding_in_a_file_names_the_file_and_the_line(tmp_path: Path) -> None:
    (tmp_path / "campaign.yaml").write_text(CAMPAIGN)
    (tmp_path / "test.xml").write_text(form(question(choices("a"))))
    (tmp_path / "key.xml").write_text("\n" + key(("b", 1)))
    (tmp_path / "question.xml").write_text(form(question()))
    with pytest.raises(ConfigurationInvalid) as caught:
        load_campaign(tmp_path, SECTIONS, root=tmp_path)
    assert str(caught.value) == (
        "key.xml:2:1: qualification_types.t.test.answer_key: question 'q' has no choice 'b'"
    )


def test_a_row_that_breaks_a_question_is_named_with_the_line_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "campaign.yaml").write_text(CAMPAIGN)
    (tmp_path / "test.xml").write_text(form(question(choices("a"))))
    (tmp_path / "key.xml").write_text(key(("a", 1)))
    suggestion = "<NumberOfLinesSuggestion>{{ row.n }}</NumberOfLinesSuggestion>"
    lines = question(f"<FreeTextAnswer>{suggestion}</FreeTextAnswer>")
    (tmp_path / "question.xml").write_text(form("\n", lines))
    [found] = question_findings(load_campaign(tmp_path, SECTIONS, root=tmp_path))
    assert str(found).startswith('question.xml:3:1: hit.h["bad"]: row 2: question: element ')
    assert "'NumberOfLinesSuggestion'" in str(found)
