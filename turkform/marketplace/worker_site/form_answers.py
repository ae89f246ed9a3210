"""What a browser posts for a QuestionForm: the answers document, and what is still wrong with it.

A question's field has its identifier as name and, for selections, their identifiers as values.
What is written into an OtherSelection comes in a field of its own, see `other_field`.
Regular expressions are checked by the browser only (API reference 11.5): they are strangers'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from turkform.marketplace.domain.questions.form import (
    Choices,
    Form,
    FreeText,
    Question,
    read_form,
)
from turkform.marketplace.domain.questions.xml import local_name, parse
from turkform.marketplace.external_submit import RESERVED, answers_document, document, element

OTHER: Final = "turkform.other"
Fields = Sequence[tuple[str, str]]


def other_field(identifier: str) -> str:
    """Return the name of the field for a question's OtherSelection."""
    return f"{identifier}:{OTHER}"


def posted_document(question: str, fields: Fields) -> str:
    """Return QuestionFormAnswers for whatever kind of question was asked: the selections of a
    QuestionForm stay selections, every other form's fields are free text."""
    if "QuestionForm.xsd" in question:
        root = parse(question)
        if local_name(root) == "QuestionForm":
            return form_document(read_form(root), fields)
    return answers_document(fields)


def form_document(form: Form, fields: Fields) -> str:
    """Return QuestionFormAnswers: one answer for each question that was answered."""
    values = grouped(fields)
    answers = "".join(_answer(one, values) for one in form.questions)
    return document(answers)


def problems(form: Form, fields: Fields) -> dict[str, str]:
    """Return what is wrong with the answers, by question; a browser shows most of it before."""
    values = grouped(fields)
    found = {one.identifier: _problem(one, values) for one in form.questions}
    return {identifier: text for identifier, text in found.items() if text}


def _answer(question: Question, values: Mapping[str, list[str]]) -> str:
    given = values.get(question.identifier, [])
    if question.choices is None:
        text = given[0] if given else ""
        content = element("FreeText", text)
    else:
        content, text = _selected(question, values)
    if not text and not given:
        return ""
    return f"<Answer>{element('QuestionIdentifier', question.identifier)}{content}</Answer>"


def _selected(question: Question, values: Mapping[str, list[str]]) -> tuple[str, str]:
    chosen = [one for one in values.get(question.identifier, []) if one]
    other = "".join(values.get(other_field(question.identifier), [])[:1]).strip()
    content = "".join(element("SelectionIdentifier", one) for one in chosen)
    return content + (element("OtherSelectionText", other) if other else ""), other


def _problem(question: Question, values: Mapping[str, list[str]]) -> str:
    given = [one for one in values.get(question.identifier, []) if one.strip()]
    if isinstance(question.answer, FreeText):
        text = given[0] if given else ""
        return _text_problem(question.answer, text, required=question.required)
    other = "".join(values.get(other_field(question.identifier), [])[:1]).strip()
    return _choice_problem(question.answer, given, other, required=question.required)


def _choice_problem(answer: Choices, given: list[str], other: str, *, required: bool) -> str:
    known = {option.identifier for option in answer.options}
    if not set(given) <= known or (other and answer.other is None):
        return "This selection does not exist."
    count = len(given) + bool(other)
    if not count:
        return "Please choose an answer." if required and answer.least else ""
    if count < answer.least:
        return f"Please choose at least {answer.least}."
    if count > answer.most:
        return f"Please choose at most {answer.most}."
    return _text_problem(answer.other, other, required=False) if answer.other else ""


def _text_problem(answer: FreeText, text: str, *, required: bool) -> str:
    if not text:
        return "Please answer this question." if required else ""
    return _length_problem(answer, text) or (
        _number_problem(answer, text) if answer.numeric else ""
    )


def _length_problem(answer: FreeText, text: str) -> str:
    # a browser counts a line's end as one character and sends two
    length = len(text.replace("\r\n", "\n"))
    if answer.min_length is not None and length < answer.min_length:
        return f"Please write at least {answer.min_length} characters."
    if answer.max_length is not None and length > answer.max_length:
        return f"Please write at most {answer.max_length} characters."
    return ""


def _number_problem(answer: FreeText, text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        return "Please write a number."
    if answer.least is not None and not value >= answer.least:
        return f"The number must be at least {answer.least}."
    if answer.most is not None and not value <= answer.most:
        return f"The number must be at most {answer.most}."
    return "" if abs(value) < float("inf") else "Please write a number."


def grouped(fields: Fields) -> dict[str, list[str]]:
    """Return the values of each field, reserved names left out."""
    values: dict[str, list[str]] = {}
    for name, value in fields:
        if name not in RESERVED:
            values.setdefault(name, []).append(value)
    return values
