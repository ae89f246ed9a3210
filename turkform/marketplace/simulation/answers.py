"""Answers to a HIT out of its own question, as its page would submit them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Final, TypeAlias

from turkform.marketplace.domain.questions.form import read_form
from turkform.marketplace.domain.questions.xml import children, local_name, parse, text_of
from turkform.marketplace.external_submit import answers_document
from turkform.marketplace.json_types import Json
from turkform.marketplace.simulation.choosing import Mind
from turkform.marketplace.simulation.pages import is_crowd, page_fields
from turkform.marketplace.simulation.questions import Asked, form_fields
from turkform.marketplace.worker_site.form_answers import form_document

Hints: TypeAlias = Mapping[str, str]
Given: TypeAlias = tuple[Asked, list[str]]
NO_HINTS: Final[Hints] = {}
# an external page lies elsewhere: what it asks is not known here
_ELSEWHERE: Final = (Asked("answer"),)
_PICTURE: Final = (640, 480)


def answer(question: str, rng: random.Random, skill: float, hints: Hints | None = None) -> str:
    """Return a QuestionFormAnswers document; a hinted field is right with the chance `skill`."""
    mind, known = Mind(rng, skill, question), hints or NO_HINTS
    root = parse(question)
    kind = local_name(root)
    if kind == "QuestionForm":
        form = read_form(root)
        given = _given(mind, form_fields(form), known)
        return form_document(form, [(one.name, value) for one, values in given for value in values])
    if kind == "ExternalQuestion":
        return answers_document(_flat(_given(mind, _ELSEWHERE, known)))
    document = text_of(children(root)[0])
    fields = page_fields(document)
    if is_crowd(document):
        return answers_document([("taskAnswers", _task_answers(mind, document, fields, known))])
    return answers_document(_flat(_given(mind, fields, known)))


def _given(mind: Mind, fields: list[Asked] | tuple[Asked, ...], hints: Hints) -> list[Given]:
    return [(one, mind.values(one, hints.get(one.name))) for one in fields]


def _flat(given: list[Given]) -> list[tuple[str, str]]:
    """Return what a browser sends: a text left empty is sent as empty, an unticked box is not."""
    return [
        (asked.name, value)
        for asked, values in given
        for value in values or ([] if asked.choices else [""])
    ]


def _task_answers(mind: Mind, document: str, fields: list[Asked], hints: Hints) -> str:
    """Return what a crowd-form submits: a JSON list of one object with every field."""
    answers: dict[str, Json] = {}
    unchosen = _unchosen(mind, fields)
    for asked in fields:
        if asked.name in unchosen:
            answers[asked.name] = dict.fromkeys(asked.choices, False)
            continue
        answers[asked.name] = _crowd_value(mind, asked, mind.values(asked, hints.get(asked.name)))
    flat = "flatten-objects" in document
    return json.dumps([_flattened(answers) if flat else answers], ensure_ascii=False)


def _unchosen(mind: Mind, fields: list[Asked]) -> set[str]:
    """Return the radio buttons of crowd-radio-groups that are left alone: all of each but one."""
    names: dict[str, list[str]] = {}
    for asked in fields:
        if asked.group:
            names.setdefault(asked.group, []).append(asked.name)
    return {name for group in names.values() for name in set(group) - {mind.rng.choice(group)}}


def _crowd_value(mind: Mind, asked: Asked, chosen: list[str]) -> Json:
    if asked.kind == "crowd-bounding-box":
        return _boxes(mind, chosen)
    if "classifier" in asked.kind:
        several = asked.kind.endswith("multi-select")
        return {"labels": list(chosen)} if several else {"label": "".join(chosen[:1])}
    if asked.choices and asked.kind != "select":
        return {one: one in chosen for one in asked.choices}
    text = "".join(chosen[:1])
    return int(text or 0) if asked.kind == "crowd-slider" else text


def _boxes(mind: Mind, labels: list[str]) -> Json:
    width, height = _PICTURE
    boxes: list[Json] = [
        {
            "label": label,
            "left": mind.rng.randrange(width // 2),
            "top": mind.rng.randrange(height // 2),
            "width": mind.rng.randrange(8, width // 2),
            "height": mind.rng.randrange(8, height // 2),
        }
        for label in labels
    ]
    return {
        "boundingBoxes": boxes,
        "inputImageProperties": {"height": height, "width": width},
    }


def _flattened(value: Mapping[str, Json], prefix: str = "") -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, inside in value.items():
        if isinstance(inside, dict):
            found |= _flattened(inside, f"{prefix}{key}.")
        else:
            found[prefix + key] = inside
    return found
