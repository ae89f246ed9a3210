"""Questions of each kind as a reviewer sees them."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.results.service import service_of
from turkform.cli.main import run
from turkform.results.review.questions import filled, page_of

SCHEMAS = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas"
FORM = f"""<QuestionForm xmlns="{SCHEMAS}/2017-11-06/QuestionForm.xsd">
<Overview><Title>Animals &amp; co</Title><FormattedContent><![CDATA[<p>Look <b>closely</b></p>]]>
</FormattedContent></Overview>
<Question><QuestionIdentifier>animal</QuestionIdentifier><DisplayName>First</DisplayName>
<QuestionContent><Text>Which one?</Text><Binary><MimeType><Type>image</Type></MimeType>
<DataURL>https://example.org/a.jpg</DataURL><AltText>a "cat"</AltText></Binary></QuestionContent>
<AnswerSpecification><SelectionAnswer><StyleSuggestion>checkbox</StyleSuggestion><Selections>
<Selection><SelectionIdentifier>cat</SelectionIdentifier><Text>Cat</Text></Selection>
<Selection><SelectionIdentifier>dog</SelectionIdentifier><Text>Dog</Text></Selection>
<OtherSelection/></Selections></SelectionAnswer></AnswerSpecification></Question>
<Question><QuestionIdentifier>why</QuestionIdentifier><QuestionContent><List><ListItem>one</ListItem>
</List></QuestionContent><AnswerSpecification><FreeTextAnswer/></AnswerSpecification></Question>
</QuestionForm>"""


class Elements(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_a_question_form_when_shown_then_has_contents_and_fields() -> None:
    page = page_of(FORM)
    elements = Elements(page)
    assert "Animals &amp; co" in page
    assert "<b>closely</b>" in page
    assert elements.of("img") == [{"src": "https://example.org/a.jpg", "alt": 'a "cat"'}]
    inputs = [(one.get("type"), one["name"], one.get("value")) for one in elements.of("input")]
    assert inputs == [
        ("checkbox", "animal", "cat"), ("checkbox", "animal", "dog"), (None, "animal", None)
    ]  # fmt: skip
    assert [one["name"] for one in elements.of("textarea")] == ["why"]


def test_an_external_question_when_shown_then_names_its_address_and_loads_nothing() -> None:
    page = page_of(
        f'<ExternalQuestion xmlns="{SCHEMAS}/2006-07-14/ExternalQuestion.xsd">'
        "<ExternalURL>https://example.org/?a=1&amp;b=&lt;i&gt;</ExternalURL>"
        "<FrameHeight>600</FrameHeight></ExternalQuestion>"
    )
    assert "https://example.org/?a=1&amp;b=&lt;i&gt;" in page
    assert {tag for tag, _ in Elements(page).found} == {"meta", "body", "p"}


@pytest.mark.parametrize("question", ["", "<", "no XML"])
def test_a_question_that_is_gone_when_shown_then_is_said_to_be(question: str) -> None:
    assert "not there any more" in page_of(question)


def test_an_answer_that_ends_a_script_when_filled_in_then_stays_a_text() -> None:
    page = filled("<body></body>", {"a": "</script><script>alert(1)</script>"})
    assert page.count("<script>") == 1


def test_a_question_form_of_an_example_when_shown_then_has_a_field_for_each_question(
    tmp_path: Path,
) -> None:
    import shutil

    source = Path(__file__).parents[2] / "campaigns" / "opinions"
    folder = tmp_path / "opinions"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".turkform"))
    assert run(["apply", str(folder), "--auto-approve"]) == 0
    with service_of(folder) as service:
        question = service.hits()[0]["Question"]
    elements = Elements(page_of(question))
    names = {one["name"] for tag in ("input", "textarea") for one in elements.of(tag)}
    assert len(names) == question.count("<QuestionIdentifier>")
