"""`review:` of a HIT group: the two review policies (API reference 9.1, 9.2)."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from turkform.config.values import DurationValue, Flag, OneOrMore, Spec, Text, WholeNumber
from turkform.config.values import one_or_more as listed

MAX_QUESTIONS = 15
Percent = Annotated[WholeNumber, Field(ge=0, le=100)]
Below = Annotated[WholeNumber, Field(ge=1, le=101)]
Most = Annotated[WholeNumber, Field(ge=2, le=25)]
Filled = Annotated[Text, Field(min_length=1)]
Values = Annotated[tuple[Text, ...], BeforeValidator(listed), Field(min_length=1), OneOrMore()]


def _long_enough(value: timedelta) -> timedelta:
    if not timedelta(minutes=1) <= value <= timedelta(days=365):
        msg = "must lie between 1m and 365d"
        raise ValueError(msg)
    return value


MoreTime = Annotated[DurationValue, AfterValidator(_long_enough)]


class KnownAnswersSpec(Spec):
    """ScoreMyKnownAnswers: each submission is scored by the answers that are known.

    `answers` gives the expected values by field; the score is the share of fields that match.
    """

    answers: Annotated[dict[str, Values], Field(min_length=1)]
    approve_at_least: Percent | None = None
    approve_reason: Filled | None = None
    reject_below: Below | None = None
    reject_reason: Filled | None = None
    extend_below: Below | None = None
    extend_to: Most = 5
    extend_by: MoreTime | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        given = self.model_fields_set
        _needs(given, "approve_reason", "approve_at_least")
        _needs(given, "reject_reason", "reject_below")
        _needs(given, "extend_to", "extend_below")
        _needs(given, "extend_by", "extend_below")
        if self.reject_below is not None and self.reject_reason is None:
            msg = "reject_below: needs reject_reason:, which the worker reads"
            raise ValueError(msg)
        return self


class PluralitySpec(Spec):
    """SimplePlurality: each time the HIT is reviewable, answers are compared with each other."""

    questions: Annotated[Values, Field(max_length=MAX_QUESTIONS)]
    agreement_above: Percent
    disregard_rejected: Flag | None = None
    disregard_below: Percent | None = None
    extend_below: Annotated[WholeNumber, Field(ge=1, le=100)] | None = None
    extend_to: Most | None = None
    extend_by: MoreTime | None = None
    approve_at_least: Percent | None = None
    reject_below: Below | None = None
    reject_reason: Filled | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        together = {"extend_below", "extend_to", "extend_by"}
        given = self.model_fields_set & together
        if given and given != together:
            msg = "extend_below:, extend_to: and extend_by: go together"
            raise ValueError(msg)
        _needs(self.model_fields_set, "reject_reason", "reject_below")
        if self.reject_below is not None and self.reject_reason is None:
            msg = "reject_below: needs reject_reason:, which the worker reads"
            raise ValueError(msg)
        return self


class ReviewSpec(Spec):
    """What the service itself decides about submitted work; fixed when a HIT is created."""

    known_answers: KnownAnswersSpec | None = None
    plurality: PluralitySpec | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.known_answers is None and self.plurality is None:
            msg = "expected known_answers:, plurality: or both"
            raise ValueError(msg)
        return self

    @property
    def extends_to(self) -> int:
        """The most assignments that a policy may extend a HIT to; 0 where none does."""
        known, plurality = self.known_answers, self.plurality
        by_score = known.extend_to if known and known.extend_below is not None else 0
        return max(by_score, (plurality.extend_to or 0) if plurality else 0)


def _needs(given: set[str], name: str, other: str) -> None:
    if name in given and other not in given:
        msg = f"{name}: needs {other}:"
        raise ValueError(msg)
