"""Limits on what rules may do: each refusal says how much, how much is allowed, and what to do."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal

from turkform.config.campaign import Campaign
from turkform.core.errors import Blocked
from turkform.core.follow_ups import DueDeed
from turkform.core.money import ZERO, Money
from turkform.core.submissions import Status
from turkform.kinds.follow_up.facts import Facts

_REJECTIONS = Decimal("0.10")
_BLOCKS = Decimal("0.10")


def check_caps(campaign: Campaign, facts: Facts, deeds: Iterable[DueDeed]) -> None:
    """`Blocked` where the due deeds pass one of the campaign's limits."""
    due = list(deeds)
    _check_rejections(campaign, facts, [one for one in due if one.action == "reject"])
    _check_blocks(campaign, facts, [one for one in due if one.action == "block"])
    _check_amounts(campaign, due)
    _check_workers(campaign, facts, [one for one in due if one.amount])


def _check_rejections(campaign: Campaign, facts: Facts, due: list[DueDeed]) -> None:
    limit = campaign.spec.limits.rejections
    share = _REJECTIONS if limit is None else limit
    own = [one for group, work in facts.submissions.items() if "/" not in group for one in work]
    before = sum(one.status is Status.REJECTED for one in own)
    # One of two is half of everything, and no accident.
    if due and before + len(due) > max(1, int(len(own) * share)):
        msg = (
            f"limits: rejections: {len(due)} rejections are due and {before} were done before, of "
            f"{len(own)} submissions; at most {share * 100:.0f}% may be rejected. Look at the rule "
            f"{due[0].address.group}; raise limits: rejections: if it is meant"
        )
        raise Blocked(msg)


def _check_blocks(campaign: Campaign, facts: Facts, due: list[DueDeed]) -> None:
    limit = campaign.spec.limits.blocks
    share = _BLOCKS if limit is None else limit
    everybody = len(facts.by_worker)
    if len(due) > max(1, int(everybody * share)):
        msg = (
            f"limits: blocks: {len(due)} of {everybody} workers would be blocked; at most "
            f"{share * 100:.0f}% may be. Raise limits: blocks: if it is meant"
        )
        raise Blocked(msg)


def _check_amounts(campaign: Campaign, due: list[DueDeed]) -> None:
    limits = campaign.spec.limits
    paid = [one for one in due if one.action in ("bonus", "compensate")]
    bonuses = sum((one.amount for one in paid), ZERO)
    if limits.bonuses is not None and bonuses > limits.bonuses:
        msg = f"limits: bonuses: {bonuses} of bonuses are due, {limits.bonuses} are allowed at once"
        raise Blocked(msg)
    mails = sum(one.action == "message" for one in due)
    if limits.messages is not None and mails > limits.messages:
        msg = f"limits: messages: {mails} mails are due, {limits.messages} are allowed at once"
        raise Blocked(msg)


def _check_workers(campaign: Campaign, facts: Facts, due: list[DueDeed]) -> None:
    cap = campaign.spec.budget.per_worker
    if cap is None:
        return
    added: dict[str, Money] = defaultdict(lambda: ZERO)
    for one in due:
        added[one.worker_id] = added[one.worker_id] + one.amount
    earned = _earned(facts, facts.name)
    over = {w: earned(w) + more for w, more in added.items() if earned(w) + more > cap}
    if over:
        worker, sum_ = max(over.items(), key=lambda pair: pair[1].cents)
        msg = (
            f"budget: per_worker: {len(over)} workers would get more than {cap}, the most "
            f"{sum_} (worker {facts.name(worker)}, {added[worker]} of it now). Raise budget: "
            "per_worker:, or change the rules that pay"
        )
        raise Blocked(msg)


def _earned(facts: Facts, name: Callable[[str], str]) -> Callable[[str], Money]:
    def earned(worker: str) -> Money:
        own = facts.by_worker.get(worker, ())
        rewards = sum((one.reward for one in own if one.status is Status.APPROVED), ZERO)
        key = name(worker)
        return rewards + facts.bonuses.get(key, ZERO) + facts.compensations.get(key, ZERO)

    return earned
