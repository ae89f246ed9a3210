"""`hit_types:` in YAML; limits of API reference 4."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from turkform.config.sections import Section
from turkform.config.values import DurationValue, Lifecycle, MoneyValue, Spec, Text
from turkform.kinds.hit_type.requirements import RequirementSpec

YEAR = timedelta(days=365)


def _between(low: timedelta, high: timedelta, words: str) -> AfterValidator:
    def check(value: timedelta) -> timedelta:
        if not low <= value <= high:
            msg = f"must lie between {words}"
            raise ValueError(msg)
        return value

    return AfterValidator(check)


class HitTypeSpec(Spec):
    """The terms that HITs are offered under; equal terms share one HIT type on the service."""

    title: Annotated[Text, Field(min_length=1, max_length=128)]
    description: Annotated[Text, Field(min_length=1, max_length=2000)]
    keywords: tuple[Text, ...] = ()
    reward: MoneyValue
    assignment_duration: Annotated[
        DurationValue, _between(timedelta(seconds=30), YEAR, "30s and 365d")
    ]
    auto_approval_delay: Annotated[
        DurationValue, _between(timedelta(0), timedelta(days=30), "0s and 30d")
    ] = timedelta(days=30)
    require: Annotated[tuple[RequirementSpec, ...], Field(max_length=10)] = ()
    lifecycle: Lifecycle = Field(default_factory=Lifecycle)


_COMPARABLE = {name: (name,) for name in HitTypeSpec.model_fields if name != "lifecycle"}
SECTION = Section("hit_types", "hit_type", HitTypeSpec, comparable=_COMPARABLE)
