"""One rule over its subjects: what is due, what comes later, what went wrong; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from turkform.config.campaign import Row, row_of
from turkform.config.templates import TemplateFailed
from turkform.core.addresses import Address
from turkform.core.deeds import LedgerEntry
from turkform.core.follow_ups import DueDeed
from turkform.kinds.follow_up.deeds import Asked, begin, make, open_to
from turkform.kinds.follow_up.facts import Facts
from turkform.kinds.follow_up.naming import names_in
from turkform.kinds.follow_up.spec import FollowUpSpec
from turkform.kinds.follow_up.subjects import Subject, subjects, values_of
from turkform.kinds.follow_up.texts import Texts
from turkform.kinds.follow_up.timing import Moment, Timing
from turkform.kinds.follow_up.views import Values, Views

_NUMBERS = ("worker", "hit", "assignment")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A deed that the rule's condition holds for."""

    deed: DueDeed
    moment: Moment
    rank: object = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one rule. A rule that fails anywhere does nothing: `problem` says where, and
    `part` which key of the rule it is about.

    `served` counts whom it served before, `changed` those of them for whom it read differently;
    `orphans` those whose row it asks for, and whose row is no longer in the data.
    """

    due: tuple[DueDeed, ...] = ()
    waiting: tuple[Candidate, ...] = ()
    served: int = 0
    changed: int = 0
    orphans: int = 0
    problem: str = ""
    part: str = ""


class RuleFailed(Exception):
    """A rule cannot be decided for somebody."""

    def __init__(self, message: str, part: str) -> None:
        self.part = part
        super().__init__(message)


@dataclass(frozen=True)
class Rule:
    """A rule of the campaign with everything it is decided on."""

    name: str
    spec: FollowUpSpec
    facts: Facts
    views: Views
    texts: Texts
    timing: Timing

    def decide(self) -> Verdict:
        """Everybody whom the rule concerns and has not served yet."""
        served = self._served
        orphans: list[Subject] = []
        try:
            chosen = self._limited(list(self._candidates(orphans)))
        except RuleFailed as failed:
            return Verdict(served=len(served), problem=str(failed), part=failed.part)
        due = tuple(one.deed for one in chosen if one.moment.due)
        later = tuple(one for one in chosen if not one.moment.due)
        changed = sum(one.evidence.get("rule") != self.digest for one in served)
        return Verdict(due, later, len(served), changed, len(orphans))

    @cached_property
    def digest(self) -> str:
        """Tells whether the rule was another one when earlier subjects were served."""
        spec = repr(self.spec.model_dump(exclude={"when", "order_by"}, warnings=False))
        texts = (spec, *(one.text for one in (self.spec.when, self.spec.order_by) if one))
        return sha256("\0".join(texts).encode()).hexdigest()[:12]

    @cached_property
    def _served(self) -> Sequence[LedgerEntry]:
        group = Address("follow_up", self.name)
        return [one for one in self.facts.served.values() if one.address.group == group]

    @cached_property
    def _under_way(self) -> Sequence[LedgerEntry]:
        group = Address("follow_up", self.name)
        return [one for one in self.facts.held_back if one.address.group == group]

    @cached_property
    def _taken(self) -> frozenset[str]:
        """The keys that are served or under way, and whose they are where the rule is for each
        worker: what a rule has done counts, whatever `each` it had then."""
        entries = (*self._served, *self._under_way)
        keys = {one.address.key or "" for one in entries}
        if self.spec.each == "worker":
            keys |= {one.worker_key for one in entries}
        return frozenset(keys)

    def _is_taken(self, subject: Subject) -> bool:
        if subject.key in self._taken:
            return True
        return bool(subject.worker) and self.facts.name(subject.worker) in self._taken

    @cached_property
    def _listed(self) -> Mapping[str, Row] | None:
        if self.spec.from_csv is None:
            return None
        return {str(row.key): row for row in self.facts.campaign.lists.get(self.name, ())}

    def _candidates(self, orphans: list[Subject]) -> Iterator[Candidate]:
        for subject in subjects(self.spec, self.facts, self._listed or ()):
            if self._is_taken(subject):
                continue
            if self._listed is not None and subject.name not in self._listed:
                continue
            if not open_to(self.spec, subject, self.facts.now):
                continue
            if self._asks_for_row and row_of(self.facts.rows, subject.hit) is None:
                orphans.append(subject)  # nobody can tell what the row said
                continue
            if (found := self._candidate(subject)) is not None:
                yield found

    @cached_property
    def _asks_for_row(self) -> bool:
        if self.spec.each not in ("assignment", "hit"):
            return False
        return any(
            path.steps[0] == "row" for path in names_in(self.spec, self.facts.campaign.texts)
        )

    def _candidate(self, subject: Subject) -> Candidate | None:
        values, part = self._values(subject), "when"
        try:
            if self.spec.when is not None and not self.spec.when.holds(values):
                return None
            part = self.spec.action
            begun = begin(self.name, self.spec, subject, self.facts)
            made = make(Asked(self.facts, self.texts, self.spec, subject, begun, values))
            if made is None:
                return None
            part, order = "order_by", self.spec.order_by
            rank = order.evaluate(values) if order is not None else None
        except TemplateFailed as error:
            raise RuleFailed(f"{subject.place}: {error}", part) from error
        moment = self.timing.moment(self.spec, subject)
        return Candidate(self._complete(made, moment, values), moment, rank)

    def _values(self, subject: Subject) -> Values:
        values = {**self.views.everywhere, **values_of(subject, self.spec, self.views)}
        listed = self._listed.get(subject.name) if self._listed is not None else None
        return {**values, "listed": listed.values} if listed else values

    def _complete(self, made: DueDeed, moment: Moment, values: Values) -> DueDeed:
        evidence = {"rule": self.digest, **made.evidence, **self._seen(values)}
        needed = tuple(dict.fromkeys((*made.depends_on, *moment.needed)))
        return replace(made, depends_on=needed, why=self._why, evidence=evidence)

    @cached_property
    def _why(self) -> str:
        if self.spec.when is not None:
            return self.spec.when.text.strip().removeprefix("{{").removesuffix("}}").strip()
        where = " and ".join((*self.spec.on, *self.spec.on_requests)) or "the list"
        return f"each {self.spec.each} of {where}"

    def _seen(self, values: Values) -> dict[str, int | float]:
        """The numbers that the condition was decided on; answers and rows stay out of the state."""
        found: dict[str, int | float] = {}
        for path in self.spec.when.names if self.spec.when else ():
            whole = values.get(path.steps[0])
            if path.steps[0] in _NUMBERS and isinstance(whole, Mapping) and len(path.steps) > 1:
                value = whole.get(path.steps[1])
                known = isinstance(value, int | float) and value == value  # an unknown rate is not
                if known and isinstance(value, int | float):
                    found[str(path)] = value
        return found

    def _limited(self, found: list[Candidate]) -> list[Candidate]:
        if self.spec.order_by is not None:
            found = _ordered(found)
        if self.spec.limit is None:
            return found
        limit = self.texts.number(self.spec.limit, self.views.everywhere)
        # What is under way may be done yet: nobody else takes its place.
        return found[: max(0, limit - len(self._served) - len(self._under_way))]


def _ordered(found: list[Candidate]) -> list[Candidate]:
    """The highest first; of equals the earlier."""
    try:
        return sorted(found, key=_rank, reverse=True)
    except TypeError as error:
        msg = f"the values cannot be put in order: {error}"
        raise RuleFailed(msg, "order_by") from error


def _rank(one: Candidate) -> float | str:
    if not isinstance(one.rank, int | float | str):
        msg = f"{str(one.rank)[:40]!r} is neither a number nor a text"
        raise TypeError(msg)
    # Who cannot be ranked yet comes last.
    return -float("inf") if isinstance(one.rank, float) and one.rank != one.rank else one.rank
