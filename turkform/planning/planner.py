"""The planner: desired and observed in, plan out; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from turkform.config.campaign import Campaign
from turkform.core.addresses import Address, matches, unmatched
from turkform.core.changes import NO_COST, Action, Change, Cost, Desired, FieldChange, Reason
from turkform.core.diagnostics import Diagnostic
from turkform.core.errors import ConfigurationInvalid
from turkform.core.money import ZERO, Money
from turkform.core.plan import Binding, Finances, Plan, Provenance, Waiting
from turkform.core.resources import Observed, Resource
from turkform.kinds.follow_up.facts import Facts
from turkform.kinds.follow_up.spec import SECTION as FOLLOW_UPS
from turkform.kinds.kind import Kind, Situation
from turkform.kinds.sets import set_progress
from turkform.planning import safety
from turkform.planning.auto_approval import auto_approval_warnings, deciding_delays
from turkform.planning.caps import check_caps
from turkform.planning.choosing import chosen, is_chosen
from turkform.planning.drift import find_drift
from turkform.planning.follow_ups import FollowUps, after_deeds, never_paid, plan_follow_ups
from turkform.planning.graph import in_order
from turkform.planning.options import NO_NEWS, News, PlanContext, PlanOptions


@dataclass(slots=True)
class _Work:
    """What a planning run gathers; lives for one call of `make_plan`."""

    prior: dict[Address, Resource]
    observed: Mapping[Address, Observed]
    options: PlanOptions
    situation: Situation
    changes: dict[Address, Change] = field(default_factory=dict)
    seen: set[Address] = field(default_factory=set)
    notes: list[Diagnostic] = field(default_factory=list)
    unchanged: int = 0
    saved: Money = ZERO
    waiting: dict[Address, Waiting] = field(default_factory=dict)
    news: News = NO_NEWS


def make_plan(
    campaign: Campaign,
    kinds: Sequence[Kind],
    resources: Iterable[Resource],
    observed: Mapping[Address, Observed],
    options: PlanOptions,
    binding: Binding,
    provenance: Provenance,
    context: PlanContext,
    facts: Facts | None = None,
    news: News = NO_NEWS,
) -> Plan:
    """Everything that apply would do; `facts` are what follow-ups are decided on. Raises
    `Blocked`, `CredentialsOrFunds`, `ConfigurationInvalid` where a check forbids it."""
    prior = {resource.address: resource for resource in resources}
    work = _work(prior, observed, options, context, news)
    if not options.refresh_only:
        _plan_kinds(campaign, kinds, work)
    work.seen |= {Address(FOLLOW_UPS.kind, name) for name in campaign.of(FOLLOW_UPS)}
    _check_patterns(options, work)
    due = _follow_ups(facts, options)
    kept = chosen(work.changes, options)
    changes = in_order(after_deeds(kept.values(), due.deeds))
    now = sum((change.cost for change in changes), due.cost)
    later = sum((waiting.cost for waiting in work.waiting.values()), NO_COST)
    _check(campaign, changes, work, now, later, context)
    if facts is not None:
        check_caps(campaign, facts, due.deeds)
    return Plan(
        binding,
        provenance,
        context.created_at,
        changes,
        work.unchanged,
        find_drift(prior.values(), observed),
        due.groups,
        Finances(
            now,
            later.total + due.later_max,
            balance=context.funds.balance,
            spent=context.funds.spent,
            budget=safety.effective_budget(campaign, context.funds),
            saved=work.saved,
            released=due.released,
        ),
        (*work.notes, *due.findings, *_missed(campaign, facts, due, changes)),
        context.unresolved,
        options.destroy,
        tuple(work.waiting.values()),
    )


def _follow_ups(facts: Facts | None, options: PlanOptions) -> FollowUps:
    if facts is None or options.destroy or options.refresh_only:
        return FollowUps()
    return plan_follow_ups(facts, lambda address: is_chosen(address, options))


def _missed(
    campaign: Campaign, facts: Facts | None, due: FollowUps, changes: Sequence[Change]
) -> Iterator[Diagnostic]:
    """What the rules will come too late for."""
    yield from never_paid(changes, due.waiting)
    yield from _too_late(campaign, facts, due)


def _too_late(campaign: Campaign, facts: Facts | None, due: FollowUps) -> Sequence[Diagnostic]:
    """Work that nobody decides about before it is approved automatically, this plan included."""
    if facts is None:
        return ()
    decided = {deed.assignment for deed in due.deeds if deed.action in ("approve", "reject")}
    own = (
        one
        for group, found in facts.submissions.items()
        if "/" not in group
        for one in found
        if one.assignment not in decided
    )
    return auto_approval_warnings(own, deciding_delays(campaign), facts.now)


def _work(
    prior: dict[Address, Resource],
    observed: Mapping[Address, Observed],
    options: PlanOptions,
    context: PlanContext,
    news: News,
) -> _Work:
    ids = {a: r.mturk_id for a, r in prior.items() if a.kind != "hit" and r.status == "live"}
    now = context.service_now or context.created_at
    changes: dict[Address, Change] = {}
    situation = Situation(
        actions=changes,
        ids=ids,
        now=now,
        destroy=options.destroy,
        sets=set_progress(prior.values(), observed, now),
    )
    return _Work(prior, observed, options, situation, changes, news=news)


def _plan_kinds(campaign: Campaign, kinds: Sequence[Kind], work: _Work) -> None:
    for kind in kinds:
        wanted: Iterable[Desired] = () if work.options.destroy else kind.desired(campaign)
        for desired in wanted:
            _wanted(kind, desired, work)
        for address in [a for a in work.prior if a.kind == kind.name and a not in work.seen]:
            work.seen.add(address)
            _keep(
                kind.diff(work.prior[address], work.observed.get(address), None, work.situation),
                work,
            )


def _wanted(kind: Kind, desired: Desired, work: _Work) -> None:
    address = desired.address
    work.seen.add(address)
    situation = work.situation
    if work.options.replace and any(matches(p, address) for p in work.options.replace):
        situation = replace(situation, replace=True)
    prior = work.prior.get(address)
    change = kind.diff(prior, work.observed.get(address), desired, situation)
    if prior is not None and prior.status != "gone":
        change = _noted(change, prior, desired, work)
    if is_chosen(address, work.options):
        work.saved = work.saved + getattr(desired, "saved", ZERO)
    _keep(change, work)


def _noted(change: Change, prior: Resource, desired: Desired, work: _Work) -> Change:
    """The change with what the state alone has to learn."""
    address, notes = change.address, list[Reason]()
    fields = change.fields
    if (origin := work.news.origins.get(address)) is not None:
        notes.append(Reason.MOVED)
        fields = (_renaming(origin, address), *fields)
    if address in work.news.imported:
        notes.append(Reason.IMPORTED)
    elif change.action is Action.NO_OP and prior.protect != desired.protect:
        notes.append(Reason.PROTECT_CHANGED)
    if not notes:
        return change
    reasons, action = (*notes, *change.reasons), change.action
    if action is Action.NO_OP:
        action = Action.IMPORT if Reason.IMPORTED in notes else Action.UPDATE
        reasons = tuple(notes)
    depends_on = tuple(desired.depends_on)
    return replace(
        change, action=action, reasons=reasons, fields=fields, desired=desired,
        depends_on=depends_on,
    )  # fmt: skip


def _renaming(origin: Address, address: Address) -> FieldChange:
    """Of a whole group that got a new name, one field stands for all."""
    if origin.key == address.key:
        return FieldChange("address", str(origin.group), str(address.group))
    return FieldChange("address", str(origin), str(address))


def _keep(change: Change, work: _Work) -> None:
    if change.action is not Action.NO_OP:
        work.changes[change.address] = change
        return
    if not is_chosen(change.address, work.options):
        return
    if Reason.SET_WAITS in change.reasons:
        _wait(change, work)
        return
    prior = change.prior
    if prior is None or prior.status != "gone":
        work.unchanged += 1
    if (note := safety.warnings(change)) is not None:
        work.notes.append(note)


def _wait(change: Change, work: _Work) -> None:
    group = change.address.group
    before = work.waiting.get(group, Waiting(group, 0, NO_COST))
    work.waiting[group] = Waiting(group, before.hits + 1, before.cost + change.cost)


def _check_patterns(options: PlanOptions, work: _Work) -> None:
    patterns = (*options.target, *options.exclude, *options.replace)
    if not patterns:
        return
    missing = unmatched(patterns, tuple(work.seen))
    if missing:
        raise ConfigurationInvalid(list(_unknown(missing)))


def _unknown(missing: Mapping[str, tuple[str, ...]]) -> Iterator[Diagnostic]:
    for pattern, near in missing.items():
        hint = f"Nearest: {', '.join(near)}" if near else ""
        yield Diagnostic(f"{pattern!r} matches no object of the campaign", hint=hint)


def _check(
    campaign: Campaign,
    changes: Sequence[Change],
    work: _Work,
    now: Cost,
    later: Cost,
    context: PlanContext,
) -> None:
    safety.check_protection(changes, work.prior)
    if work.options.destroy or work.options.refresh_only:
        return
    safety.check_fair_pay(campaign)
    safety.check_budget(campaign, now, later, context.funds)
    live = sum(a.kind == "hit" and r.status == "live" for a, r in work.prior.items())
    safety.check_deletes(campaign, changes, live)
