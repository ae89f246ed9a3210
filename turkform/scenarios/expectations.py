"""Comparing what a scenario expects with what happened; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from turkform.core.money import Money
from turkform.scenarios.spec import ExpectSpec
from turkform.scenarios.witness import Record


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that can be expected. `qualifications` are scores by name of type and worker;
    `cost` is what left the account; `changes` counts what a plan would do now."""

    record: Record
    hits: Mapping[str, int]
    qualifications: Mapping[str, Mapping[str, int]]
    cost: Money
    changes: int


def differences(expected: ExpectSpec, facts: Facts) -> Iterator[str]:
    """Each difference in words; none when everything is as expected."""
    record = facts.record
    for what, wanted, found in (
        ("hits", expected.hits, facts.hits),
        ("submitted", expected.submitted, record.submitted),
        ("approved", expected.approved, record.decided("approved")),
        ("rejected", expected.rejected, record.decided("rejected")),
        ("bonuses", expected.bonuses, record.bonuses),
        ("messages", expected.messages, record.messages),
    ):
        if wanted is not None:
            yield from _counts(what, wanted, found)
    if expected.blocked is not None and set(expected.blocked) != record.blocked:
        yield f"blocked: expected {_names(expected.blocked)}, found {_names(record.blocked)}"
    yield from _qualifications(expected, facts)
    if expected.cost is not None and expected.cost != facts.cost:
        yield f"cost: expected {expected.cost}, found {facts.cost}"
    if expected.plan is not None and (expected.plan == "changes") != (facts.changes > 0):
        yield f"plan: expected {expected.plan}, found {facts.changes} changes"


def _qualifications(expected: ExpectSpec, facts: Facts) -> Iterator[str]:
    for name, wanted in (expected.qualifications or {}).items():
        if name not in facts.qualifications:
            yield f"qualifications: the campaign has no live qualification type {name!r}"
            continue
        yield from _counts(f"qualifications: {name}", wanted, facts.qualifications[name])


def _counts(
    what: str, wanted: Mapping[str, int | Money], found: Mapping[str, int | Money]
) -> Iterator[str]:
    """Who is not named must have nothing."""
    for name in sorted({*wanted, *found}):
        expected, actual = wanted.get(name), found.get(name)
        if expected != actual and not (not expected and not actual):
            yield f"{what}: {name}: expected {_amount(expected)}, found {_amount(actual)}"


def _amount(value: int | Money | None) -> str:
    return "none" if not value else str(value)


def _names(names: object) -> str:
    listed = sorted(names) if isinstance(names, set | frozenset | tuple | list) else []
    return ", ".join(listed) or "nobody"
