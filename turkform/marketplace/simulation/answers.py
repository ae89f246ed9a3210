"""Answers to a HIT out of its own question: HTML forms, QuestionForms, external pages."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

from lxml import html

from turkform.marketplace.domain.questions.xml import children, local_name, parse, text_of
from turkform.marketplace.external_submit import RESERVED, answers_document

Fields = dict[str, list[str]]


def fields_of(question: str) -> Fields:
    """Return the question's fields, each with its choices (none: free text)."""
    root = parse(question)
    kind = local_name(root)
    if kind == "HTMLQuestion":
        return _html_fields(text_of(children(root)[0]))
    if kind == "ExternalQuestion":
        return {"answer": []}
    return _form_fields(question)


def answer(
    question: str, rng: random.Random, skill: float, hints: Mapping[str, str] | None = None
) -> str:
    """Return a QuestionFormAnswers document; a hinted field is right with the chance `skill`."""
    known = hints or {}
    given = {
        name: known[name] if name in known and rng.random() < skill else _guess(rng, choices)
        for name, choices in fields_of(question).items()
    }
    if "QuestionForm.xsd" not in question:
        return answers_document(given.items())
    return _form_answers(given, fields_of(question))


def _guess(rng: random.Random, choices: list[str]) -> str:
    return rng.choice(choices) if choices else f"simulated {rng.randrange(1000)}"


def _html_fields(document: str) -> Fields:
    found: Fields = {}
    for element in html.fromstring(document).iter("input", "select", "textarea"):
        name, kind = element.get("name"), element.get("type", "text")
        if not name or name in RESERVED or kind in {"submit", "button", "hidden"}:
            continue
        choices = found.setdefault(name, [])
        if element.tag == "select":
            choices += [value for one in element.iter("option") if (value := one.get("value"))]
        elif kind in {"radio", "checkbox"}:
            choices.append(element.get("value", "on"))
    return found


def _form_fields(question: str) -> Fields:
    return dict(_form_questions(question))


def _form_questions(question: str) -> Iterator[tuple[str, list[str]]]:
    for one in children(parse(question)):
        if local_name(one) != "Question":
            continue
        inside = list(one.iter())
        identifier = next(text_of(e) for e in inside if _is(e, "QuestionIdentifier"))
        yield identifier, [text_of(e) for e in inside if _is(e, "SelectionIdentifier")]


def _is(element: object, name: str) -> bool:
    return str(getattr(element, "tag", "")).endswith("}" + name)


def _form_answers(given: Mapping[str, str], fields: Fields) -> str:
    head, tail = answers_document([]).split("</QuestionFormAnswers>")[0], "</QuestionFormAnswers>"
    return head + "".join(_form_answer(n, v, bool(fields[n])) for n, v in given.items()) + tail


def _form_answer(name: str, value: str, chosen: bool) -> str:
    tag = "SelectionIdentifier" if chosen else "FreeText"
    identifier = f"<QuestionIdentifier>{escape(name)}</QuestionIdentifier>"
    return f"<Answer>{identifier}<{tag}>{escape(value)}</{tag}></Answer>"
