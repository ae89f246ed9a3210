"""What workers were offered, in words, for readers who do not know the campaign; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from turkform.config.campaign import Campaign
from turkform.core.money import Money
from turkform.kinds.hit_type.requirements import RequirementSpec
from turkform.kinds.hit_type.spec import SECTION
from turkform.results.report.words import lasting

_BOUNDS = ("at_least", "at_most", "above", "below", "equals", "not_equals", "in", "not_in")


@dataclass(frozen=True, slots=True)
class Terms:
    """One HIT type. Durations in words, such as `10 minutes`."""

    title: str
    description: str
    reward: Money
    time_allowed: str
    approved_after: str
    requirements: Sequence[str]


def terms_of(campaign: Campaign) -> Sequence[Terms]:
    """Every HIT type of the campaign, in the order of its files."""
    return [
        Terms(
            spec.title,
            spec.description,
            spec.reward,
            lasting(spec.assignment_duration),
            lasting(spec.auto_approval_delay),
            [" ".join(_words(one)) for one in spec.require],
        )
        for spec in campaign.of(SECTION).values()
    ]


def _words(one: RequirementSpec) -> Iterator[str]:
    """As the campaign puts it; MTurk's own form in MTurk's own words."""
    given = one.model_dump(by_alias=True, exclude_unset=True)
    if one.qualification is None:
        yield f"{given.get('QualificationTypeId', '')} {given.get('Comparator', '')}"
        return
    yield one.qualification
    for name in _BOUNDS:
        value = given.get(name)
        if value is not None:
            shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            yield f"{name.replace('_', ' ')} {shown}"
    if given.get("present") is not None:
        yield "held" if one.present else "not held"
    if given.get("absent") is not None:
        yield "not held" if one.absent else "held"
