"""AnswerKey XML from the scores of questions written in YAML (API reference 11.6)."""

from collections.abc import Iterator, Sequence

from turkform.kinds.questions.form_spec import QuestionSpec
from turkform.kinds.questions.form_xml import element
from turkform.kinds.questions.key_spec import MappingSpec
from turkform.kinds.questions.limits import NAMESPACES

KEY = NAMESPACES["AnswerKey"]


def answer_key(questions: Sequence[QuestionSpec], value: MappingSpec) -> str | None:
    """The key that the scores make, None where nothing is scored."""
    scored = [question for question in questions if question.is_scored]
    if not scored:
        return None
    body = "".join(_question(question) for question in scored)
    mapping = "".join(_mapping(scored, value))
    if mapping:
        mapping = f"<QualificationValueMapping>{mapping}</QualificationValueMapping>"
    return f'<AnswerKey xmlns="{KEY}">{body}{mapping}</AnswerKey>'


def _question(question: QuestionSpec) -> str:
    options: list[tuple[Sequence[str], int]] = [
        ((name,), score) for name, score in question.scores.items()
    ]
    options += [(one.choices, one.score) for one in question.combinations]
    default = question.default_score
    return (
        f"<Question>{element('QuestionIdentifier', question.id)}"
        f"{''.join(_option(names, score) for names, score in options)}"
        f"{element('DefaultScore', default) if default is not None else ''}</Question>"
    )


def _option(names: Sequence[str], score: int) -> str:
    chosen = "".join(element("SelectionIdentifier", name) for name in names)
    return f"<AnswerOption>{chosen}{element('AnswerScore', score)}</AnswerOption>"


def _mapping(scored: Sequence[QuestionSpec], value: MappingSpec) -> Iterator[str]:
    if value.sum:
        return
    if value.times is not None:
        factor = element("SummedScoreMultiplier", value.times)
        yield f"<ScaleMapping>{factor}</ScaleMapping>"
    elif value.ranges:
        yield "<RangeMapping>"
        for one in value.ranges:
            yield (
                f"<SummedScoreRange>{element('InclusiveLowerBound', one.from_)}"
                f"{element('InclusiveUpperBound', one.to)}"
                f"{element('QualificationValue', one.value)}</SummedScoreRange>"
            )
        yield f"{element('OutOfRangeQualificationValue', value.otherwise)}</RangeMapping>"
    else:
        total = value.percentage_of or sum(_best(question) for question in scored)
        yield f"<PercentageMapping>{element('MaximumSummedScore', total)}</PercentageMapping>"


def _best(question: QuestionSpec) -> int:
    return max((*question.scores.values(), *(one.score for one in question.combinations)))
