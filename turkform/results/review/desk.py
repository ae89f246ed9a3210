"""What lies before a reviewer: submissions, what was decided, and where decisions go."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

from turkform.core.submissions import Status, Verdicts
from turkform.results.decisions import Decision, DecisionFile, reversible_until
from turkform.results.table import Result, Table

VIEWS = ("waiting", "decided", "rejected", "all")
Questions: TypeAlias = Callable[[str], str]
"""The question XML of a HIT by its id."""


@dataclass(frozen=True, slots=True)
class Item:
    """One submission with its number on the desk and the decision about it, if any."""

    number: int
    result: Result
    decision: Decision

    @property
    def reversible_until(self) -> datetime | None:
        """Until when a rejection can be undone."""
        return reversible_until(self.result.submission)

    @property
    def waiting(self) -> bool:
        """Whether it is neither decided nor marked to be."""
        decided = self.decision.approve or self.decision.reject
        return self.result.submission.status is Status.SUBMITTED and not decided


class Desk:
    """Submissions of one moment, `now`; decisions are kept in the file at once.

    `verdicts` says by assignment what the campaign's rules would do and have done.
    """

    def __init__(
        self,
        name: str,
        table: Table,
        decisions: DecisionFile,
        ask: Questions,
        verdicts: Verdicts,
        now: datetime,
    ) -> None:
        self.name = name
        self.now = now
        self.file = decisions
        self.verdicts = verdicts
        self._table = table
        self._decisions = decisions.load()
        self._lock = threading.Lock()
        self.question: Questions = lru_cache(maxsize=256)(ask)
        self._numbers = {
            one.submission.assignment: number for number, one in enumerate(table.results)
        }

    @property
    def groups(self) -> Sequence[str]:
        """The HIT groups that have submissions."""
        return sorted({one.submission.address.name for one in self._table.results})

    def counts(self) -> dict[str, int]:
        """How many submissions each view shows."""
        return {show: len(self.items(show, "")) for show in VIEWS}

    def items(self, show: str, group: str) -> Sequence[Item]:
        """Submissions that are `waiting`, `decided` (here, not yet carried out), `rejected` on the
        service, or all."""
        every = (self._item(number) for number in range(len(self._table.results)))
        return [
            item
            for item in every
            if group in {"", item.result.submission.address.name} and _shown(item, show)
        ]

    def item(self, assignment: str) -> Item | None:
        """One submission, or None."""
        number = self._numbers.get(assignment)
        return None if number is None else self._item(number)

    def record(self, decisions: Iterable[Decision]) -> None:
        """Keep decisions, durable when it returns; an empty one takes an earlier one back."""
        with self._lock:
            self._decisions = self.file.merge(decisions)

    def _item(self, number: int) -> Item:
        result = self._table.results[number]
        name = result.submission.assignment
        return Item(number + 1, result, self._decisions.get(name, Decision(name)))


def _shown(item: Item, show: str) -> bool:
    if show == "waiting":
        return item.waiting
    if show == "rejected":
        return item.result.submission.status is Status.REJECTED
    return show == "all" or not item.decision.empty
