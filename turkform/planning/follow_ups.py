"""Due follow-ups of all rules: decisions first, then what follows from them; pure.

Approvals and rejections of this plan count as taken for the rules that come after them, and the
deeds of those depend on them: one apply does everything that can be done.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter

from turkform.core.addresses import Address
from turkform.core.changes import NO_COST, Action, Change, Cost
from turkform.core.diagnostics import Diagnostic, Severity
from turkform.core.follow_ups import DeedBatch, DueDeed
from turkform.core.money import ZERO, Money
from turkform.core.plan import FollowUpGroup
from turkform.kinds.follow_up.facts import Facts
from turkform.kinds.follow_up.rules import Rule, Verdict
from turkform.kinds.follow_up.spec import SECTION, FollowUpSpec
from turkform.kinds.follow_up.texts import Texts
from turkform.kinds.follow_up.timing import Timing
from turkform.kinds.follow_up.views import Views
from turkform.kinds.hit.diff import paid
from turkform.planning.later import later_money, later_text
from turkform.planning.renamed_rules import renamed_rule_warnings

MAILED_AT_ONCE = 100
_DECISIONS = ("approve", "reject")
_TAKES_DOWN = (Action.DELETE, Action.REPLACE)
Chosen = Callable[[Address], bool]


@dataclass(frozen=True, slots=True)
class FollowUps:
    """What is due, what it costs beyond what is reserved, what it pays out of that, and what is
    decided and not due yet."""

    groups: tuple[FollowUpGroup, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    cost: Cost = NO_COST
    released: Cost = NO_COST
    later_max: Money = ZERO
    waiting: tuple[DueDeed, ...] = ()

    @property
    def deeds(self) -> Iterator[DueDeed]:
        """Every due deed."""
        return (one for group in self.groups for batch in group.batches for one in batch.deeds)


@dataclass(slots=True)
class _Round:
    """Gathers verdicts; lives for one call."""

    facts: Facts
    chosen: Chosen
    texts: Texts = field(default_factory=Texts)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)

    def decide(self, rules: Mapping[str, FollowUpSpec], facts: Facts, timing: Timing) -> None:
        views = Views(facts)
        for name, spec in rules.items():
            verdict = Rule(name, spec, facts, views, self.texts, timing).decide()
            due = tuple(deed for deed in verdict.due if self.chosen(deed.address))
            self.verdicts[name] = replace(verdict, due=due)
            timing.add(due)
            self._report(name, verdict)

    def _report(self, name: str, verdict: Verdict) -> None:
        address = str(Address(SECTION.kind, name))
        if verdict.problem:
            span = self.facts.campaign.span(SECTION.key, name, verdict.part)
            hint = "The rule does nothing until this is mended; the others go on."
            self.findings.append(Diagnostic(verdict.problem, span, address, hint))
        if verdict.orphans:
            text = (
                f"leaves {verdict.orphans} alone: their rows, which it asks for, are no longer in "
                "the data. Put the rows back, or decide about them by turkform review"
            )
            self.findings.append(Diagnostic(text, None, address, severity=Severity.WARNING))
        if verdict.changed:
            text = f"has changed since it served {verdict.changed}, whom it does not serve again"
            self.findings.append(Diagnostic(text, None, address, severity=Severity.WARNING))


def plan_follow_ups(facts: Facts, chosen: Chosen) -> FollowUps:
    """`chosen` tells whether an address is among the targets."""
    rules = facts.campaign.of(SECTION)
    work = _Round(facts, chosen)
    first = {name: spec for name, spec in rules.items() if spec.action in _DECISIONS}
    work.decide(first, facts, Timing(facts))
    _settle_conflicts(work)
    after = facts.after(_decided(work, "approve"), _decided(work, "reject"))
    timing = Timing(after)
    timing.add(deed for verdict in work.verdicts.values() for deed in verdict.due)
    work.decide(_in_order({n: s for n, s in rules.items() if n not in first}), after, timing)
    return _gathered(rules, work)


def _decided(work: _Round, action: str) -> list[str]:
    due = (deed for verdict in work.verdicts.values() for deed in verdict.due)
    return [deed.assignment for deed in due if deed.action == action]


def after_deeds(changes: Iterable[Change], deeds: Iterable[DueDeed]) -> Iterator[Change]:
    """Taking a HIT down comes last: afterwards nobody can be paid for it (API reference 6.6)."""
    owed: dict[Address, list[Address]] = defaultdict(list)
    for deed in deeds:
        if deed.hit is not None:
            owed[deed.hit].append(deed.address)
    for change in changes:
        first = owed.get(change.address) if change.action in _TAKES_DOWN else None
        yield replace(change, depends_on=(*change.depends_on, *first)) if first else change


def never_paid(changes: Iterable[Change], waiting: Iterable[DueDeed]) -> Iterator[Diagnostic]:
    """A warning for each HIT that goes before the bonuses for its work are due."""
    owed = {one.hit: one for one in waiting if one.action == "bonus" and one.hit is not None}
    for change in changes:
        deed = owed.get(change.address) if change.action in _TAKES_DOWN else None
        if deed is not None:
            text = (
                f"is taken down before {deed.address.group} is due for its work: nobody can be "
                "paid for a HIT that is gone"
            )
            hint = "Leave it until then, or pay sooner."
            yield Diagnostic(text, None, str(change.address), hint, Severity.WARNING)


def _in_order(rules: Mapping[str, FollowUpSpec]) -> Mapping[str, FollowUpSpec]:
    """Rules that others wait for come first."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, spec in rules.items():
        sorter.add(name, *(other for other in spec.after if other in rules))
    return {name: rules[name] for name in sorter.static_order()}


def _settle_conflicts(work: _Round) -> None:
    """Two rules that approve the same work agree, and the first does it. Where one approves and
    another rejects, neither does."""
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for name, verdict in work.verdicts.items():
        for deed in verdict.due:
            wanted[deed.assignment].setdefault(deed.action, name)
    for name, verdict in work.verdicts.items():
        kept = tuple(deed for deed in verdict.due if _keeps(name, deed, wanted[deed.assignment]))
        work.verdicts[name] = replace(verdict, due=kept)
    torn = {one: rules for one, rules in wanted.items() if len(rules) > 1}
    work.findings += [_torn(work.facts, one, rules) for one, rules in sorted(torn.items())]


def _keeps(name: str, deed: DueDeed, wanted: Mapping[str, str]) -> bool:
    return len(wanted) == 1 and wanted[deed.action] == name


def _torn(facts: Facts, assignment: str, rules: Mapping[str, str]) -> Diagnostic:
    approves, rejects = rules["approve"], rules["reject"]
    return Diagnostic(
        f"approves the assignment {assignment}, and follow_up.{rejects} rejects it",
        facts.campaign.span(SECTION.key, approves, "when"),
        str(Address(SECTION.kind, approves)),
        "Neither is done: mend the conditions, or decide about it by hand.",
    )


def _gathered(rules: Mapping[str, FollowUpSpec], work: _Round) -> FollowUps:
    groups, later = [], ZERO
    for name, spec in rules.items():
        verdict = work.verdicts[name]
        group = _group(name, spec, verdict, work.facts)
        later = later + later_money(spec, verdict, work.facts)
        if group.items or group.later:
            groups.append(group)
    due = (deed for verdict in work.verdicts.values() for deed in verdict.due)
    findings = (*work.findings, *renamed_rule_warnings(work.facts, due))
    made = FollowUps(tuple(groups), findings)
    cost = sum((group.cost for group in groups if group.action != "approve"), NO_COST)
    released = sum((group.cost for group in groups if group.action == "approve"), NO_COST)
    waiting = tuple(one.deed for verdict in work.verdicts.values() for one in verdict.waiting)
    return replace(made, cost=cost, released=released, later_max=later, waiting=waiting)


def _group(name: str, spec: FollowUpSpec, verdict: Verdict, facts: Facts) -> FollowUpGroup:
    address = Address(SECTION.kind, name)
    span = facts.campaign.span(SECTION.key, name)
    at_once = min(MAILED_AT_ONCE, facts.campaign.spec.mails_in_doubt)
    batches = tuple(DeedBatch(deeds, span) for deeds in _batched(verdict.due, at_once))
    mails = spec.action == "message" or bool(getattr(spec.deed, "notify", False))
    return FollowUpGroup(
        str(address), spec.action, verdict.due,
        sum((_cost(deed, facts) for deed in verdict.due), NO_COST),
        len(verdict.due) if mails else 0, later_text(spec, verdict, facts),
        verdict.due[0].why if verdict.due else "", batches,
    )  # fmt: skip


def _cost(deed: DueDeed, facts: Facts) -> Cost:
    """What a deed pays; an approval pays what was reserved when the HIT was made."""
    if deed.action != "approve" or deed.hit is None:
        return deed.cost
    resource = facts.resources.get(deed.hit)
    return Cost(deed.amount, paid(resource).fees if resource else ZERO)


def _batched(due: Iterable[DueDeed], at_once: int) -> Iterator[tuple[DueDeed, ...]]:
    """Mails of the same words go out together, each person once in a call; all else one by one."""
    same: dict[tuple[str, int], list[DueDeed]] = defaultdict(list)
    nth: Counter[tuple[str, str]] = Counter()
    for deed in due:
        if deed.action == "message":
            same[deed.text, nth[deed.text, deed.worker_id]].append(deed)
            nth[deed.text, deed.worker_id] += 1
        else:
            yield (deed,)
    for deeds in same.values():
        for start in range(0, len(deeds), at_once):
            yield tuple(deeds[start : start + at_once])
