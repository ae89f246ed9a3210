"""Grading a qualification test by its answer key (API reference 11.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from turkform.marketplace.domain.questions.xml import children, local_name, parse, text_of

if TYPE_CHECKING:
    from lxml import etree

Selections = Mapping[str, frozenset[str]]


def grade(answer_key: str, answers: str) -> int:
    """Return the value of the qualification that `answers` (QuestionFormAnswers) earn.

    Both documents are valid already. An option scores only on an exact match of its set.
    """
    root = parse(answer_key)
    given = selections(answers)
    total = sum(_score(one, given) for one in _named(root, "Question"))
    mapping = next(_named(root, "QualificationValueMapping"), None)
    value = total if mapping is None else _mapped(children(mapping)[0], total)
    return max(-(2**31), min(2**31 - 1, value))


def selections(answers: str) -> Selections:
    """Return the chosen identifiers of each question of a QuestionFormAnswers document."""
    return {
        _text(answer, "QuestionIdentifier"): frozenset(
            text_of(one) for one in _named(answer, "SelectionIdentifier")
        )
        for answer in _named(parse(answers), "Answer")
    }


def _score(question: etree._Element, given: Selections) -> int:
    chosen = given.get(_text(question, "QuestionIdentifier"), frozenset())
    for option in _named(question, "AnswerOption"):
        if chosen == {text_of(one) for one in _named(option, "SelectionIdentifier")}:
            return _number(option, "AnswerScore")
    default = next(_named(question, "DefaultScore"), None)
    return 0 if default is None else int(text_of(default))


def _mapped(mapping: etree._Element, total: int) -> int:
    kind = local_name(mapping)
    if kind == "PercentageMapping":
        best = _number(mapping, "MaximumSummedScore")
        return _rounded(Decimal(100 * total) / best) if best else 0
    if kind == "ScaleMapping":
        return _rounded(total * Decimal(_text(mapping, "SummedScoreMultiplier")))
    for one in _named(mapping, "SummedScoreRange"):
        low, high = _number(one, "InclusiveLowerBound"), _number(one, "InclusiveUpperBound")
        if low <= total <= high:
            return _number(one, "QualificationValue")
    return _number(mapping, "OutOfRangeQualificationValue")


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _named(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in children(element) if local_name(child) == name)


def _text(element: etree._Element, name: str) -> str:
    return text_of(next(_named(element, name)))


def _number(element: etree._Element, name: str) -> int:
    return int(_text(element, name))
