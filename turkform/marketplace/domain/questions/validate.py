"""Whether a document may be used: as a HIT's question, as a test, as an answer key."""

from __future__ import annotations

from typing import Final

from lxml import etree

from turkform.marketplace.domain.questions import schemas
from turkform.marketplace.domain.questions.addresses import is_secure
from turkform.marketplace.domain.questions.html import check_html
from turkform.marketplace.domain.questions.structure import Schema, check
from turkform.marketplace.domain.questions.xml import (
    QuestionError,
    children,
    local_name,
    located,
    namespace,
    parse,
    text_of,
)

_QUESTIONS: Final[dict[str, tuple[Schema, tuple[str, ...]]]] = {
    "HTMLQuestion": (schemas.HTML_SCHEMA, (schemas.HTML_QUESTION,)),
    "ExternalQuestion": (schemas.EXTERNAL_SCHEMA, (schemas.EXTERNAL_QUESTION,)),
    "QuestionForm": (
        schemas.FORM_SCHEMA,
        (schemas.QUESTION_FORM, schemas.QUESTION_FORM_OLD),
    ),
}


def check_question(text: str) -> None:
    """Check a HIT's question; `QuestionError` carries the parser's detail."""
    root = parse(text)
    kind = _check_kind(root, tuple(_QUESTIONS))
    if kind == "ExternalQuestion":
        _check_external(root)
    if kind == "HTMLQuestion":
        check_html(children(root)[0].text or "")
    if kind == "QuestionForm":
        _check_form(root)


def check_test(text: str) -> None:
    """Check a qualification test, which must be a QuestionForm (API reference 10.3)."""
    root = parse(text)
    _check_kind(root, ("QuestionForm",))
    _check_form(root)


def check_answer_key(text: str, test: str) -> None:
    """Check an answer key against the test that it grades: selections only, all known."""
    root = parse(text)
    if local_name(root) != "AnswerKey":
        raise _undeclared(root, ("AnswerKey",))
    check(root, schemas.KEY_SCHEMA, schemas.ANSWER_KEY)
    form = parse(test)
    _check_gradable(form)
    known = _identifiers(form)
    for question in root.iter(f"{{{schemas.ANSWER_KEY}}}Question"):
        identifier = text_of(children(question)[0])
        if identifier not in known:
            raise located(question, f"The test has no question '{identifier}'.")


def _check_gradable(form: etree._Element) -> None:
    """With an answer key a test is multiple choice only, without OtherSelection (10.3)."""
    for name in ("FreeTextAnswer", "OtherSelection"):
        for found in form.iter(f"{{{namespace(form)}}}{name}"):
            raise located(found, f"A test with an answer key cannot have a {name}.")


def _check_kind(root: etree._Element, allowed: tuple[str, ...]) -> str:
    kind = local_name(root)
    if kind not in allowed:
        raise _undeclared(root, allowed)
    schema, uris = _QUESTIONS[kind]
    uri = namespace(root) if namespace(root) in uris else uris[0]
    check(root, schema, uri)
    return kind


def _undeclared(root: etree._Element, allowed: tuple[str, ...]) -> QuestionError:
    wanted = " or ".join(allowed)
    return QuestionError(
        f"cvc-elt.1: Cannot find the declaration of element '{local_name(root)}'; "
        f"expected {wanted}."
    )


def _check_external(root: etree._Element) -> None:
    url = text_of(children(root)[0])
    if not is_secure(url):
        msg = f"ExternalURL '{url}' is not an https address."
        raise QuestionError(msg)


def _check_form(root: etree._Element) -> None:
    identifiers = _identifiers(root)
    if not identifiers:
        raise located(root, "A QuestionForm needs at least one Question.")
    for answer in root.iter(f"{{{namespace(root)}}}SelectionAnswer"):
        _check_selection(answer)
    for length in root.iter(f"{{{namespace(root)}}}Length"):
        _check_bounds(length, "minLength", "maxLength")
    for number in root.iter(f"{{{namespace(root)}}}IsNumeric"):
        _check_bounds(number, "minValue", "maxValue")
    for name in identifiers:
        if identifiers.count(name) > 1:
            raise located(root, f"QuestionIdentifier '{name}' is used more than once.")


def _check_selection(answer: etree._Element) -> None:
    found = {local_name(child): text_of(child) for child in children(answer)}
    least, most = int(found.get("MinSelectionCount", 1)), int(found.get("MaxSelectionCount", 1))
    if least > most and "MaxSelectionCount" in found:
        raise located(answer, f"MinSelectionCount {least} is more than MaxSelectionCount {most}.")
    style = found.get("StyleSuggestion")
    if style in {"radiobutton", "dropdown"} and most > 1:
        raise located(answer, f"The style {style} allows one selection only, not {most}.")
    names = [text_of(children(one)[0]) for one in answer.iter(f"{{{namespace(answer)}}}Selection")]
    for name in names:
        if names.count(name) > 1:
            raise located(answer, f"SelectionIdentifier '{name}' is used more than once.")


def _check_bounds(element: etree._Element, low: str, high: str) -> None:
    least, most = element.get(low), element.get(high)
    if least is not None and most is not None and int(least) > int(most):
        raise located(element, f"{low} {least} is more than {high} {most}.")


def _identifiers(root: etree._Element) -> list[str]:
    questions = (child for child in children(root) if local_name(child) == "Question")
    return [text_of(children(question)[0]) for question in questions]
