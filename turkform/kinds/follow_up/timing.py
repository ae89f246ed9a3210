"""When a deed is due, and which deeds of the same plan have to come first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from turkform.core.addresses import Address
from turkform.core.follow_ups import DueDeed
from turkform.kinds.follow_up.facts import Facts
from turkform.kinds.follow_up.spec import SECTION, FollowUpSpec
from turkform.kinds.follow_up.subjects import Subject

_NO_DELAY = timedelta(0)
_DECISIONS = ("approve", "reject")


@dataclass(frozen=True, slots=True)
class Moment:
    """`due` now, or at `at`; where that is None, nobody can tell when."""

    due: bool
    at: datetime | None = None
    needed: tuple[Address, ...] = ()


_OPEN = Moment(False)


@dataclass(slots=True)
class Timing:
    """What has happened and what happens in this plan, by rule and by whom it concerns."""

    facts: Facts
    _past: dict[str, dict[str, datetime]] = field(default_factory=lambda: defaultdict(dict))
    _present: dict[tuple[str, str], list[Address]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _decisions: dict[str, list[Address]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for entry in self.facts.ledger:
            if entry.final and entry.address.kind == "follow_up":
                for name in (entry.address.key, entry.worker_key):
                    self._past[entry.address.name].setdefault(name or "", entry.at)

    def add(self, deeds: Iterable[DueDeed]) -> None:
        """Deeds that are due in this plan: what waits for them need not wait for the next one."""
        for deed in deeds:
            names = {deed.address.key or "", deed.worker}
            for name in names - {""}:
                self._present[deed.address.name, name].append(deed.address)
            if deed.action in _DECISIONS:
                for name in (deed.worker, str(deed.hit)):
                    self._decisions[name].append(deed.address)

    def moment(self, rule: FollowUpSpec, subject: Subject) -> Moment:
        """By the rule's delays; a mail waits until some work of its worker is decided."""
        if rule.action == "message" and subject.work and not self._decided(subject):
            return _OPEN
        moments, needed = [self.facts.now], list(self._taken_for_granted(rule, subject))
        for name, delay in rule.after.items():
            at, first = self._event(name, rule, subject)
            if first and delay <= _NO_DELAY:
                needed += first
            elif at is None:
                return _OPEN
            else:
                moments.append(at + delay)
        if (at := max(moments)) > self.facts.now:
            return Moment(False, at)
        return Moment(True, at, tuple(dict.fromkeys(needed)))

    def _event(
        self, name: str, rule: FollowUpSpec, subject: Subject
    ) -> tuple[datetime | None, list[Address]]:
        if name in subject.events:
            return subject.events[name], []
        keys = self._keys(name, rule, subject)
        past: Mapping[str, datetime] = self._past.get(name, {})
        for key in keys:
            if key in past:
                return past[key], []
        present = [a for key in keys for a in self._present.get((name, key), ())]
        return (self.facts.now if present else None), present

    def _keys(self, name: str, rule: FollowUpSpec, subject: Subject) -> Sequence[str]:
        """Of two rules for each submission, the same one is meant; else the same person."""
        other = self.facts.campaign.of(SECTION).get(name)
        if other is not None and other.each == rule.each:
            return [subject.key]
        return [subject.key, *([self.facts.name(subject.worker)] if subject.worker else [])]

    def _decided(self, subject: Subject) -> bool:
        """Who has no work approved or rejected cannot be written to (API reference 13)."""
        return subject.worker in self.facts.known_workers

    def _taken_for_granted(self, rule: FollowUpSpec, subject: Subject) -> Iterable[Address]:
        """Decisions of this plan that the facts about this subject count as taken."""
        if rule.action in _DECISIONS:
            return ()
        name = str(subject.hit) if rule.each == "hit" else self.facts.name(subject.worker)
        return self._decisions.get(name, ())
