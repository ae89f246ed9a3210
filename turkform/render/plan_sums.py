"""The sums of a plan in words: how much of what, and the money."""

from collections.abc import Iterator

from turkform.core.changes import Action, Cost
from turkform.core.money import ZERO
from turkform.core.plan import PAYING, Binding, Plan
from turkform.render.lines import Line, line

LIVE = "https://mturk-requester.us-east-1.amazonaws.com"
SANDBOX = "https://mturk-requester-sandbox.us-east-1.amazonaws.com"
_ORDER = (
    Action.CREATE,
    Action.UPDATE,
    Action.REPLACE,
    Action.DELETE,
    Action.FORGET,
    Action.IMPORT,
)


def place(binding: Binding) -> str:
    """Where a plan would act, and whether money is real there."""
    if binding.endpoint == "embedded":
        return "embedded marketplace, no real money"
    if binding.endpoint == SANDBOX:
        return "sandbox of MTurk, no real money"
    pinned = binding.account not in ("", "unpinned")
    account = f"account {binding.account} · " if pinned else ""
    if binding.endpoint == LIVE:
        return f"{account}REAL MONEY"
    return f"{account}{binding.endpoint}"


def counted(plan: Plan) -> str:
    """`Plan: 6 to create, 1 to pay. 20 unchanged.`"""
    parts = [f"{plan.count(action):,} to {action.value}" for action in _ORDER if plan.count(action)]
    pays = sum(len(g.items) for g in plan.follow_ups if g.action in PAYING)
    emails = sum(group.emails for group in plan.follow_ups)
    others = sum(len(g.items) for g in plan.follow_ups) - pays
    mailed = sum(len(g.items) for g in plan.follow_ups if g.action == "message")
    other = others - mailed
    more = "other follow-up" if other == 1 else "other follow-ups"
    words = ((pays, "to pay"), (emails, "to e-mail"), (other, more))
    parts += [f"{count:,} {word}" for count, word in words if count]
    return f"Plan: {', '.join(parts)}. {plan.unchanged:,} unchanged."


def money_lines(plan: Plan) -> Iterator[Line]:
    """Certain and conditional money apart; then what limits it."""
    money = plan.finances
    parts = [_now(money.now)]
    if money.released.total:
        paid = money.released
        parts.append(
            f"{paid.total} paid out of what is reserved ({paid.rewards} to workers, "
            f"{paid.fees} fees)"
        )
    if money.later_max:
        parts.append(f"up to {money.later_max} more later")
    if money.budget is not None:
        parts.append(f"budget {money.budget}, committed so far {money.spent}")
    if money.balance is not None:
        parts.append(f"balance {money.balance}")
    yield line(f"Cost: {'; '.join(parts)}.", hang=6)
    if money.saved:
        yield line(f"Sets below ten assignments save {money.saved} of fees.")


def _now(cost: Cost) -> str:
    if cost.total < ZERO:
        freed = f"{ZERO - cost.rewards} of rewards, {ZERO - cost.fees} of fees"
        return f"frees {ZERO - cost.total} ({freed})"
    return f"{cost.total} now ({cost.rewards} to workers, {cost.fees} fees)"
