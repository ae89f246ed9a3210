"""Whether a question, a test or an answer key can be sent at all (API reference 11)."""

from collections.abc import Iterator

from lxml import etree

from turkform.kinds.questions.documents import document, fail, line_of, local
from turkform.kinds.questions.formatted import check_formatted
from turkform.kinds.questions.page import check_address, check_page

_QUESTIONS = ("HTMLQuestion", "ExternalQuestion", "QuestionForm")


def check_question(text: str) -> None:
    """A HIT's question; `QuestionInvalid` (limits) says what is wrong and at which line."""
    root = document(text, _QUESTIONS)
    kind = local(root)
    if kind == "HTMLQuestion":
        check_page(root[0].text or "", line_of(root[0]))
    elif kind == "ExternalQuestion":
        check_address(root[0].text or "", line_of(root[0]))
    else:
        _check_form(root)


def check_test(text: str) -> None:
    """A qualification test: only a QuestionForm will do (API reference 10.3)."""
    _check_form(document(text, ("QuestionForm",)))


def check_answer_key(text: str, test: str) -> None:
    """A key, against the test that it grades."""
    key, form = document(text, ("AnswerKey",)), document(test, ("QuestionForm",))
    known = {_identifier(question): question for question in _children(form, "Question")}
    for question in _children(key, "Question"):
        name = _identifier(question)
        if name not in known:
            raise fail(question, f"the test has no question {name!r}")
        _check_choices(question, known[name])
    for name, question in known.items():
        if any(local(e) in ("FreeTextAnswer", "OtherSelection") for e in question.iter("{*}*")):
            msg = f"question {name!r} of the test takes free text; a graded test has choices only"
            raise fail(key, msg)


def _check_form(form: etree._Element) -> None:
    questions = list(_children(form, "Question"))
    if not questions:
        raise fail(form, "the QuestionForm asks nothing; expected at least one Question")
    seen: set[str] = set()
    for question in questions:
        if (name := _identifier(question)) in seen:
            raise fail(question, f"two questions have the QuestionIdentifier {name!r}")
        seen.add(name)
    for answer in form.iter("{*}SelectionAnswer"):
        _check_selection(answer)
    for bounds in form.iter("{*}Length", "{*}IsNumeric"):
        _check_bounds(bounds)
    for formatted in form.iter("{*}FormattedContent"):
        check_formatted(formatted.text or "", line_of(formatted))


def _check_selection(answer: etree._Element) -> None:
    least = int(answer.findtext("{*}MinSelectionCount") or 1)
    most = int(answer.findtext("{*}MaxSelectionCount") or 1)
    style = (answer.findtext("{*}StyleSuggestion") or "").strip()
    if least > most:
        raise fail(answer, f"MinSelectionCount {least} is more than MaxSelectionCount {most}")
    if style in ("radiobutton", "dropdown") and most > 1:
        raise fail(answer, f"the style {style} allows one choice only, not {most}")
    names = _choices(answer)
    for name in names:
        if names.count(name) > 1:
            raise fail(answer, f"two choices have the SelectionIdentifier {name!r}")


def _check_bounds(element: etree._Element) -> None:
    low, high = element.get("minLength"), element.get("maxLength")
    low, high = element.get("minValue", low), element.get("maxValue", high)
    if low is not None and high is not None and int(low) > int(high):
        raise fail(element, f"{local(element)}: the least, {low}, is more than the most, {high}")


def _check_choices(graded: etree._Element, asked: etree._Element) -> None:
    known = _choices(asked)
    for choice in graded.iter("{*}SelectionIdentifier"):
        if (name := (choice.text or "").strip()) not in known:
            raise fail(choice, f"question {_identifier(asked)!r} has no choice {name!r}")


def _choices(within: etree._Element) -> list[str]:
    return [(e.text or "").strip() for e in within.iter("{*}SelectionIdentifier")]


def _identifier(question: etree._Element) -> str:
    return (question.findtext("{*}QuestionIdentifier") or "").strip()


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return parent.iterchildren(f"{{*}}{name}")
