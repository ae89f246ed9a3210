"""QuestionForm and AnswerKey XML from questions written in YAML (API reference 11.5, 11.6)."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from turkform.kinds.form_spec import QuestionSpec

_BASE = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/"
FORM = _BASE + "2017-11-06/QuestionForm.xsd"
KEY = _BASE + "2005-10-01/AnswerKey.xsd"


def question_form(
    questions: Sequence[QuestionSpec], texts: Mapping[tuple[str, str], str] | None = None
) -> str:
    """A QuestionForm; `texts` gives rendered question texts by id and field."""
    body = "".join(_question(question, texts or {}) for question in questions)
    return f'<QuestionForm xmlns="{FORM}">{body}</QuestionForm>'


def answer_key(questions: Sequence[QuestionSpec], percentage_of: int | None) -> str | None:
    """The key that the scores make, None where nothing is scored."""
    scored = [question for question in questions if question.scores]
    if not scored:
        return None
    total = percentage_of or sum(max(question.scores.values()) for question in scored)
    body = "".join(_scored(question) for question in scored)
    mapping = (
        f"<PercentageMapping><MaximumSummedScore>{total}</MaximumSummedScore></PercentageMapping>"
    )
    return (
        f'<AnswerKey xmlns="{KEY}">{body}'
        f"<QualificationValueMapping>{mapping}</QualificationValueMapping></AnswerKey>"
    )


def _scored(question: QuestionSpec) -> str:
    options = "".join(
        f"<AnswerOption><SelectionIdentifier>{escape(choice)}</SelectionIdentifier>"
        f"<AnswerScore>{score}</AnswerScore></AnswerOption>"
        for choice, score in question.scores.items()
    )
    return (
        f"<Question><QuestionIdentifier>{escape(question.id)}</QuestionIdentifier>"
        f"{options}</Question>"
    )


def _question(question: QuestionSpec, texts: Mapping[tuple[str, str], str]) -> str:
    text = texts.get((question.id, "text"), question.text)
    return (
        f"<Question><QuestionIdentifier>{escape(question.id)}</QuestionIdentifier>"
        f"<IsRequired>{str(question.required).lower()}</IsRequired>"
        f"<QuestionContent><Text>{escape(text)}</Text>{_image(question, texts)}</QuestionContent>"
        f"<AnswerSpecification>{_answer(question)}</AnswerSpecification></Question>"
    )


def _image(question: QuestionSpec, texts: Mapping[tuple[str, str], str]) -> str:
    image = question.image
    if image is None:
        return ""
    url = texts.get((question.id, "url"), image.url)
    return (
        "<Binary><MimeType><Type>image</Type></MimeType>"
        f"<DataURL>{escape(url)}</DataURL><AltText>{escape(image.alt)}</AltText></Binary>"
    )


def _answer(question: QuestionSpec) -> str:
    return _selection(question) if question.choices else _free_text(question)


def _selection(question: QuestionSpec) -> str:
    choices = "".join(
        f"<Selection><SelectionIdentifier>{escape(name)}</SelectionIdentifier>"
        f"<Text>{escape(text)}</Text></Selection>"
        for name, text in question.choices.items()
    )
    return (
        "<SelectionAnswer>"
        f"<MinSelectionCount>{question.min_choices}</MinSelectionCount>"
        f"<MaxSelectionCount>{question.max_choices}</MaxSelectionCount>"
        f"<StyleSuggestion>{question.style}</StyleSuggestion>"
        f"<Selections>{choices}</Selections></SelectionAnswer>"
    )


def _free_text(question: QuestionSpec) -> str:
    rules = "".join(_rules(question))
    constraints = f"<Constraints>{rules}</Constraints>" if rules else ""
    lines = f"<NumberOfLinesSuggestion>{question.lines}</NumberOfLinesSuggestion>"
    return f"<FreeTextAnswer>{constraints}{lines}</FreeTextAnswer>"


def _rules(question: QuestionSpec) -> Iterable[str]:
    low, high = question.min_length, question.max_length
    if low is not None or high is not None:
        least = "" if low is None else f' minLength="{low}"'
        most = "" if high is None else f' maxLength="{high}"'
        yield f"<Length{least}{most}/>"
    if question.pattern is not None:
        pattern = escape(question.pattern)
        yield f'<AnswerFormatRegex regex="{pattern}"/>'
