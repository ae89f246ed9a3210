"""Checks that refuse a plan: budget, balance, fair pay, shares of deletion, protection."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from turkform.config.campaign import Campaign
from turkform.core.addresses import Address
from turkform.core.changes import Action, Change, Cost, Reason
from turkform.core.diagnostics import Diagnostic, Severity
from turkform.core.errors import Blocked, CredentialsOrFunds
from turkform.core.money import ZERO, Money
from turkform.core.resources import Resource
from turkform.kinds.hit_type.spec import SECTION as HIT_TYPES
from turkform.planning.options import Funds


def check_budget(campaign: Campaign, now: Cost, later: Cost, funds: Funds) -> None:
    """`Blocked` past the smaller of both budgets, later sets included; `CredentialsOrFunds` past
    the balance."""
    budget = effective_budget(campaign, funds)
    total = funds.spent + now.total + later.total
    if budget is not None and now.total > ZERO and total > budget:
        sets = f", {later.total} for the sets that follow," if later.total else ""
        msg = (
            f"budget: {now.total} now{sets} and {funds.spent} spent or reserved before come to "
            f"{total}, {total - budget} over the budget of {budget}. "
            "Raise budget: spend:, or plan fewer assignments or a lower reward"
        )
        raise Blocked(msg)
    if funds.balance is not None and now.total > funds.balance:
        msg = (
            f"balance: the account has {funds.balance}, the plan needs {now.total}, "
            f"{now.total - funds.balance} more. Add funds, or plan fewer assignments"
        )
        raise CredentialsOrFunds(msg)


def effective_budget(campaign: Campaign, funds: Funds) -> Money | None:
    """The smaller of the campaign's and the environment's budget."""
    given = [campaign.spec.budget.spend, funds.environment_budget]
    known = [amount for amount in given if amount is not None]
    return min(known) if known else None


def check_fair_pay(campaign: Campaign) -> None:
    """`Blocked` where a reward brings less than the promised hourly pay."""
    rule = campaign.spec.fair_pay
    if rule is None:
        return
    seconds = Decimal(int(rule.estimated_duration.total_seconds()))
    for name, spec in campaign.of(HIT_TYPES).items():
        hourly = Money.of(spec.reward.decimal * 3600 / seconds)
        if hourly < rule.minimum_hourly:
            least = Money.of(rule.minimum_hourly.decimal * seconds / 3600)
            msg = (
                f"{campaign.span(HIT_TYPES.key, name, 'reward')}: hit_type.{name}: fair pay: "
                f"{spec.reward} for {seconds} s is {hourly} an hour, below {rule.minimum_hourly}. "
                f"Pay at least {least}, or correct fair_pay: estimated_duration:"
            )
            raise Blocked(msg)


def check_deletes(campaign: Campaign, changes: Iterable[Change], live: int) -> None:
    """`Blocked` where more than the allowed share of live HITs would go (default 30 %)."""
    limit = campaign.spec.limits.deletes
    share = Decimal("0.30") if limit is None else limit
    going = sum(c.action is Action.DELETE and c.address.kind == "hit" for c in changes)
    # One of two is half of everything, and no accident.
    if going > max(1, int(live * share)):
        msg = (
            f"limits: deletes: the plan deletes {going} of {live} HITs, more than "
            f"{share * 100:.0f}%. Check the data file and its key column; raise limits: deletes: "
            "if it is meant, or use destroy"
        )
        raise Blocked(msg)


def check_protection(changes: Iterable[Change], resources: Mapping[Address, Resource]) -> None:
    """`Blocked` where a protected object would be deleted or replaced; the state decides."""
    harmful = (Action.DELETE, Action.REPLACE, Action.FORGET)
    for change in changes:
        prior = resources.get(change.address)
        gone = Reason.GONE_LIVE in change.reasons
        if change.action in harmful and prior is not None and prior.protect and not gone:
            msg = (
                f"{change.address} is protected, and the plan would {change.action} it "
                f"({'; '.join(change.reasons)}). Apply `protect: false` first"
            )
            raise Blocked(msg)


def warnings(change: Change) -> Diagnostic | None:
    """What could not be done to an object that is otherwise left alone."""
    if not change.reasons or change.reasons == (Reason.EXPIRED,):
        return None
    hint = f"--replace '{change.address}' buys it anew"
    return Diagnostic(
        "left as it is: " + "; ".join(change.reasons),
        None,
        str(change.address),
        hint,
        Severity.WARNING,
    )
