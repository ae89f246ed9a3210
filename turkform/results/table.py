"""Submissions joined with their input rows: the records that every format writes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from turkform.config.campaign import Campaign, Row, row_of, rows_of
from turkform.core.addresses import Address
from turkform.core.json_types import JsonObject
from turkform.core.money import ZERO, Money
from turkform.core.submissions import Submission

Naming: TypeAlias = Callable[[str], str]
"""How a worker is called in what leaves the project: by id, or by pseudonym."""

_PLAIN = (
    "hit",
    "assignment",
    "worker",
    "address",
    "status",
    "accepted_at",
    "submitted_at",
    "approved_at",
    "rejected_at",
    "seconds",
    "reward",
    "bonus",
    "feedback",
    "problem",
)


@dataclass(frozen=True, slots=True)
class Result:
    """One submission with its row's values and the bonuses that were paid for it."""

    submission: Submission
    worker: str
    row: Mapping[str, str]
    bonus: Money = ZERO


@dataclass(frozen=True, slots=True)
class Table:
    """All results, with the names of input and answer columns in the order first seen."""

    results: Sequence[Result]
    inputs: tuple[str, ...]
    answers: tuple[str, ...]


def make_table(
    campaign: Campaign,
    submissions: Iterable[Submission],
    name: Naming,
    bonuses: Mapping[str, Money],
) -> Table:
    """Join; `bonuses` is what was paid by assignment id. Ordered by address and submission."""
    rows = rows_of(campaign)
    results = [
        Result(
            one,
            name(one.worker),
            _values(rows, one.address),
            bonuses.get(one.assignment, ZERO),
        )
        for one in sorted(submissions, key=_order)
    ]
    inputs = dict.fromkeys(column for one in results for column in one.row)
    answers = dict.fromkeys(field for one in results for field in one.submission.answers)
    return Table(results, tuple(inputs), tuple(answers))


def _values(rows: Mapping[Address, Row], address: Address) -> Mapping[str, str]:
    """A removed row has none."""
    row = row_of(rows, address)
    return row.values if row else {}


def record(result: Result) -> JsonObject:
    """One result as JSON (design section 4); times in ISO 8601, amounts as text."""
    one = result.submission
    return {
        "hit": one.hit,
        "assignment": one.assignment,
        "worker": result.worker,
        "address": str(one.address),
        "row": dict(result.row),
        "answers": dict(one.answers),
        "status": one.status.value,
        "accepted_at": iso(one.accepted_at),
        "submitted_at": iso(one.submitted_at),
        "approved_at": iso(one.approved_at),
        "rejected_at": iso(one.rejected_at),
        "seconds": one.seconds,
        "reward": one.reward.wire,
        "bonus": result.bonus.wire,
        "feedback": one.feedback,
        "problem": one.problem,
    }


def columns(table: Table) -> tuple[str, ...]:
    """The columns of `flat`."""
    inputs = (f"row.{name}" for name in table.inputs)
    answers = (f"answer.{name}" for name in table.answers)
    return (*_PLAIN, *inputs, *answers)


def flat(table: Table, result: Result) -> dict[str, str | int | None]:
    """One result as a row of a table: `row.…` and `answer.…` columns at the end."""
    whole = record(result)
    cells = {name: _cell(whole[name]) for name in _PLAIN}
    cells |= {f"row.{name}": result.row.get(name) for name in table.inputs}
    cells |= {f"answer.{name}": result.submission.answers.get(name) for name in table.answers}
    return cells


def iso(moment: datetime | None) -> str | None:
    """A time as text."""
    return moment.isoformat(timespec="seconds") if moment else None


def _cell(value: object) -> str | int | None:
    return value if value is None or isinstance(value, int) else str(value)


def _order(one: Submission) -> tuple[Address, str, str]:
    address = Address(one.address.kind, one.address.name, one.address.key or "")
    return address, iso(one.submitted_at) or "", one.assignment
