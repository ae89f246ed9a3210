"""What a HIT asks, in one form for HTML, Crowd HTML Elements and QuestionForms."""

from __future__ import annotations

from dataclasses import dataclass

from turkform.marketplace.domain.questions.form import Choices, Form, FreeText, Pattern
from turkform.marketplace.domain.questions.form import Question as FormQuestion


@dataclass(frozen=True, slots=True)
class Asked:
    """One field. With `choices`, `fewest` to `most` of them are chosen; without, text is written.

    `kind` is an HTML input's type, `select`, `textarea` or the name of a crowd element; `value`
    is what the field has from the start; a bound of None does not bind. Fields of one `group` are
    radio buttons with names of their own, of which one is chosen.
    """

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    fewest: int = 1
    most: int = 1
    least: int | None = None
    greatest: int | None = None
    min_length: int = 0
    max_length: int | None = None
    patterns: tuple[Pattern, ...] = ()
    value: str = ""
    required: bool = True
    group: str = ""


def form_fields(form: Form) -> list[Asked]:
    """Return the fields of a QuestionForm."""
    return [_form_field(one) for one in form.questions]


def _form_field(question: FormQuestion) -> Asked:
    answer = question.answer
    if isinstance(answer, Choices):
        options = tuple(option.identifier for option in answer.options)
        most = min(answer.most, len(options))
        fewest = min(answer.least, most) if question.required else 0
        return Asked(
            question.identifier, answer.shape, options, fewest, most, required=question.required
        )
    return _free_text(question.identifier, answer, required=question.required)


def _free_text(name: str, answer: FreeText, *, required: bool) -> Asked:
    return Asked(
        name,
        "number" if answer.numeric else "text",
        least=answer.least,
        greatest=answer.most,
        min_length=answer.min_length or 0,
        max_length=answer.max_length,
        patterns=answer.patterns,
        value=answer.default,
        required=required,
    )
