"""What rules are decided on: everything that came in, as it stands now; pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from turkform.config.campaign import Campaign, Row, rows_of
from turkform.core.addresses import Address
from turkform.core.deeds import DeedOutcome, LedgerEntry
from turkform.core.money import ZERO, Money
from turkform.core.resources import Observed, Resource
from turkform.core.submissions import Status, Submission, WaitingRequest
from turkform.kinds.follow_up.extensions import Added, additions

UNKNOWN = math.nan
"""Of a rate nobody can tell yet: every comparison with it is false, so nothing is decided on it."""
MOST_VALUES = 50
OWN = frozenset({""})


def campaign_of(group: str) -> str:
    """The campaign that a rule's `on` names; empty for its own."""
    return group.rpartition("/")[0]


@dataclass(frozen=True)
class Facts:
    """`submissions` by group: `photos` for the campaign's own, `other/photos` for another's.

    `holders` has the values of the campaign's own qualification types by worker id; `name` gives
    the key that stands for a worker outside of the one table that may name workers.
    """

    campaign: Campaign
    submissions: Mapping[str, Sequence[Submission]]
    now: datetime
    name: Callable[[str], str]
    hits: Mapping[Address, Observed] = field(default_factory=dict)
    resources: Mapping[Address, Resource] = field(default_factory=dict)
    requests: Sequence[WaitingRequest] = ()
    holders: Mapping[Address, Mapping[str, int]] = field(default_factory=dict)
    ledger: Sequence[LedgerEntry] = ()

    @cached_property
    def rows(self) -> Mapping[Address, Row]:
        """Each row by the address of its HIT."""
        return rows_of(self.campaign)

    @cached_property
    def served(self) -> Mapping[Address, LedgerEntry]:
        """What no plan does again, by address."""
        return {entry.address: entry for entry in self.ledger if entry.final}

    @cached_property
    def tries(self) -> Mapping[Address, int]:
        """How often a deed was tried and came to nothing."""
        return Counter(entry.address for entry in self.ledger if not entry.final)

    @cached_property
    def held_back(self) -> Sequence[LedgerEntry]:
        """Deeds under way whose outcome recovery has yet to find out; none that is `served`."""
        open_ = (DeedOutcome.PENDING, DeedOutcome.UNCERTAIN)
        found = {one.address: one for one in self.ledger if one.outcome in open_}
        return [entry for address, entry in found.items() if address not in self.served]

    @cached_property
    def all(self) -> Sequence[Submission]:
        """Every submission once."""
        return tuple(one for group in self.submissions.values() for one in group)

    @cached_property
    def by_worker(self) -> Mapping[str, Sequence[Submission]]:
        """Each worker's submissions to the campaign itself, the earliest first."""
        return self.by_worker_of(OWN)

    def by_worker_of(self, campaigns: frozenset[str]) -> Mapping[str, Sequence[Submission]]:
        """Each worker's submissions to these campaigns, the earliest first."""
        work = (
            one
            for group, found in self.submissions.items()
            if campaign_of(group) in campaigns
            for one in found
        )
        return _grouped(work, lambda one: one.worker)

    @cached_property
    def known_workers(self) -> frozenset[str]:
        """Whose work was approved or rejected, in any campaign."""
        return frozenset(one.worker for one in self.all if one.status is not Status.SUBMITTED)

    @cached_property
    def foreign(self) -> frozenset[str]:
        """The ids of HITs of other campaigns."""
        groups = (found for group, found in self.submissions.items() if campaign_of(group))
        return frozenset(one.hit for found in groups for one in found)

    @cached_property
    def by_hit(self) -> Mapping[str, Sequence[Submission]]:
        """The submissions of each HIT id, the earliest first."""
        return _grouped(self.all, lambda one: one.hit)

    @cached_property
    def bonuses(self) -> Mapping[str, Money]:
        """What was paid, or may have been, on top, by worker key."""
        return self._paid_by("SendBonus")

    @cached_property
    def compensations(self) -> Mapping[str, Money]:
        """What was offered to those who could not submit, by worker key."""
        return self._paid_by("CreateHITWithHITType")

    def _paid_by(self, operation: str) -> Mapping[str, Money]:
        sums: dict[str, Money] = defaultdict(lambda: ZERO)
        for entry in self.ledger:
            counts = entry.outcome in (DeedOutcome.DONE, DeedOutcome.UNCERTAIN, DeedOutcome.PENDING)
            if entry.operation == operation and counts:
                sums[entry.worker_key] = sums[entry.worker_key] + entry.amount
        return sums

    @cached_property
    def added(self) -> Mapping[str, Added]:
        """What rules have added to HITs, by their addresses as text."""
        return additions(self.ledger)

    @cached_property
    def consensus(self) -> "Consensus":
        """How alike the answers are."""
        return Consensus.of(self.by_hit)

    def after(self, approved: Iterable[str], rejected: Iterable[str]) -> "Facts":
        """As they will stand when these assignments are decided."""
        states = dict.fromkeys(approved, Status.APPROVED) | dict.fromkeys(rejected, Status.REJECTED)
        if not states:
            return self
        return replace(self, submissions={
            group: tuple(_decided(one, states.get(one.assignment), self.now) for one in found)
            for group, found in self.submissions.items()
        })  # fmt: skip


def _decided(one: Submission, status: Status | None, at: datetime) -> Submission:
    if status is None:
        return one
    if status is Status.APPROVED:
        return replace(one, status=status, approved_at=at)
    return replace(one, status=status, rejected_at=at)


def _grouped(
    submissions: Iterable[Submission], key: Callable[[Submission], str]
) -> Mapping[str, Sequence[Submission]]:
    found: dict[str, list[Submission]] = defaultdict(list)
    for one in submissions:
        found[key(one)].append(one)
    return {name: sorted(group, key=in_time) for name, group in found.items()}


def in_time(one: Submission) -> tuple[float, str]:
    """The order of submission."""
    at = one.submitted_at
    return (at.timestamp() if at else 0.0), one.assignment


@dataclass(frozen=True, slots=True)
class Consensus:
    """The majority answers of HITs with two submissions or more, rejected work left out.

    Only fields of choices count: those with at most fifty different values.
    `majorities` maps HIT id and field to the value that most gave; a tie has none.
    """

    majorities: Mapping[str, Mapping[str, str]]
    shares: Mapping[str, float]

    @classmethod
    def of(cls, by_hit: Mapping[str, Sequence[Submission]]) -> "Consensus":
        counted = [
            one for group in by_hit.values() for one in group if one.status is not Status.REJECTED
        ]
        values: dict[tuple[Address, str], set[str]] = defaultdict(set)
        for one in counted:
            for name, value in one.answers.items():
                values[one.address.group, name].add(value)
        closed = {place for place, seen in values.items() if len(seen) <= MOST_VALUES}
        majorities, shares = {}, {}
        for hit, group in by_hit.items():
            alive = [one for one in group if one.status is not Status.REJECTED]
            tallies = _tallies(alive, closed)
            majorities[hit] = {name: _top(tally) for name, tally in tallies.items()}
            if len(alive) > 1 and tallies:
                shares[hit] = _share(tallies.values())
        return cls(majorities, shares)

    def agreement(self, submissions: Iterable[Submission]) -> float:
        """The share of these answers that say what the majority says, 0-1."""
        same = total = 0
        for one in submissions:
            if one.status is Status.REJECTED or one.hit not in self.shares:
                continue
            for name, majority in self.majorities[one.hit].items():
                if majority and name in one.answers:
                    total += 1
                    same += one.answers[name] == majority
        return same / total if total else UNKNOWN


def _tallies(
    submissions: Iterable[Submission], closed: set[tuple[Address, str]]
) -> dict[str, Counter[str]]:
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for one in submissions:
        for name, value in one.answers.items():
            if (one.address.group, name) in closed:
                tallies[name][value] += 1
    return tallies


def _top(tally: Counter[str]) -> str:
    first, *others = tally.most_common(2)
    return "" if others and others[0][1] == first[1] else first[0]


def _share(tallies: Iterable[Counter[str]]) -> float:
    found = list(tallies)
    agreed = sum(max(tally.values()) for tally in found)
    return agreed / sum(tally.total() for tally in found)
