"""The planner: desired and observed in, plan out; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from turkform.config.campaign import Campaign
from turkform.core.addresses import Address, matches, unmatched
from turkform.core.changes import NO_COST, Action, Change, Cost, Desired, Reason
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
from turkform.planning.caps import check_caps
from turkform.planning.drift import find_drift
from turkform.planning.follow_ups import FollowUps, after_deeds, plan_follow_ups
from turkform.planning.graph import in_order
from turkform.planning.options import PlanContext, PlanOptions


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
) -> Plan:
    """Everything that apply would do; `facts` are what follow-ups are decided on. Raises
    `Blocked`, `CredentialsOrFunds`, `ConfigurationInvalid` where a check forbids it."""
    prior = {resource.address: resource for resource in resources}
    _check_blocks(campaign, prior)
    work = _Work(prior, observed, options, _situation(prior, observed, options, context))
    work.situation = replace(work.situation, actions=work.changes)
    if not options.refresh_only:
        _plan_kinds(campaign, kinds, work)
    work.seen |= {Address(FOLLOW_UPS.kind, name) for name in campaign.of(FOLLOW_UPS)}
    _check_patterns(options, work)
    due = _follow_ups(facts, options)
    changes = in_order(after_deeds(work.changes.values(), due.deeds))
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
        (*work.notes, *due.findings),
        context.unresolved,
        options.destroy,
        tuple(work.waiting.values()),
    )


def _follow_ups(facts: Facts | None, options: PlanOptions) -> FollowUps:
    if facts is None or options.destroy or options.refresh_only:
        return FollowUps()
    return plan_follow_ups(facts, lambda address: _chosen(address, options))


def _check_blocks(campaign: Campaign, prior: Mapping[Address, Resource]) -> None:
    """Refuse what is not planned yet: looking away would buy the same HITs a second time."""
    groups = {address.group for address in prior}
    found = [
        Diagnostic(
            f"moved: {old} is still in the state under its old address, and plan cannot move it",
            hint=f"Keep the old name: under {new} everything would be created again",
        )
        for old, new in campaign.moved.items()
        if old in prior or (old.key is None and old in groups)
    ]
    found += [
        Diagnostic(
            f"import: {mturk_id} cannot be adopted by plan in this version",
            address=str(address),
            hint="Take the block out; the object stays as it is on the service",
        )
        for address, mturk_id in campaign.imports.items()
        if address not in prior
    ]
    if found:
        raise ConfigurationInvalid(found)


def _situation(
    prior: Mapping[Address, Resource],
    observed: Mapping[Address, Observed],
    options: PlanOptions,
    context: PlanContext,
) -> Situation:
    ids = {a: r.mturk_id for a, r in prior.items() if a.kind != "hit" and r.status == "live"}
    now = context.service_now or context.created_at
    return Situation(
        ids=ids,
        now=now,
        destroy=options.destroy,
        sets=set_progress(prior.values(), observed, now),
    )


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
    if change.action is Action.NO_OP and prior is not None and prior.protect != desired.protect:
        change = replace(
            change, action=Action.UPDATE, reasons=(Reason.PROTECT_CHANGED,), desired=desired
        )
    saved = getattr(desired, "saved", ZERO)
    work.saved = work.saved + saved
    _keep(change, work)


def _keep(change: Change, work: _Work) -> None:
    if not _chosen(change.address, work.options):
        return
    if change.action is not Action.NO_OP:
        work.changes[change.address] = change
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


def _chosen(address: Address, options: PlanOptions) -> bool:
    wanted = not options.target or any(matches(p, address) for p in options.target)
    return wanted and not any(matches(p, address) for p in options.exclude)


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
