"""What may be done without asking, what is asked, and what is refused."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from turkform.core.changes import Change
    from turkform.core.money import Money
    from turkform.core.plan import Plan

WORDS = ("create", "update", "delete", "pay", "email")
# A replacement makes one object and takes another down; a HIT type only ever gets a successor.
_CHANGES = {
    "create": ("create",),
    "import": ("create",),
    "update": ("update",),
    "replace": ("create", "delete"),
    "delete": ("delete",),
}
_ENDLESS = "hit_type"
_FOLLOW_UPS = {"approve": "pay", "bonus": "pay", "compensate": "pay", "message": "email"}


@dataclass(frozen=True, slots=True)
class Allowed:
    """The words approved beforehand, None where somebody is to be asked, and the limits."""

    words: frozenset[str] | None = None
    spend: "Money | None" = None
    deletes: int | None = None
    emails: int | None = None


def allowed(
    *,
    auto_approve: bool,
    approve: str | None,
    max_spend: str | None,
    max_deletes: int | None,
    max_emails: int | None,
) -> Allowed:
    """Read the options; a wrong one is a wrong command line."""
    words = frozenset(WORDS) if auto_approve else None
    if approve is not None:
        words = _words(approve)
    return Allowed(words, _money(max_spend), max_deletes, max_emails)


def _words(text: str) -> frozenset[str]:
    words = frozenset(word.strip() for word in text.split(",") if word.strip())
    if unknown := words - set(WORDS):
        msg = f"{', '.join(sorted(unknown))}: expected some of {', '.join(WORDS)}"
        raise click.BadParameter(msg, param_hint="--approve")
    return words


def _money(text: str | None) -> "Money | None":
    from turkform.core.money import Money

    if text is None:
        return None
    try:
        return Money.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--max-spend") from error


def needed(plan: "Plan") -> tuple[str, ...]:
    """The words that cover everything the plan would do."""
    found = {word for change in plan.changes for word in _words_of(change)}
    for group in plan.follow_ups:
        if group.items:
            found.add(_FOLLOW_UPS.get(group.action, "update"))
        if group.emails:
            found.add("email")
    return tuple(word for word in WORDS if word in found)


def _words_of(change: "Change") -> tuple[str, ...]:
    if change.action.value == "replace" and change.address.kind == _ENDLESS:
        return ("update",)
    return _CHANGES.get(change.action.value, ())


def check_limits(plan: "Plan", limits: Allowed) -> None:
    """`Blocked` where the plan passes what the command line allows."""
    from turkform.core.errors import Blocked

    # What approvals pay was reserved by an earlier run, and leaves the account by this one.
    spend = plan.finances.now.total + plan.finances.released.total
    if limits.spend is not None and spend > limits.spend:
        msg = f"the plan spends {spend}, --max-spend allows {limits.spend}."
        raise Blocked(msg)
    deletes = sum("delete" in _words_of(change) for change in plan.changes)
    if limits.deletes is not None and deletes > limits.deletes:
        msg = f"the plan deletes {deletes} objects, --max-deletes allows {limits.deletes}."
        raise Blocked(msg)
    emails = sum(group.emails for group in plan.follow_ups)
    if limits.emails is not None and emails > limits.emails:
        msg = f"the plan sends {emails} e-mails, --max-emails allows {limits.emails}."
        raise Blocked(msg)


def approve(plan: "Plan", words: frozenset[str] | None, *, by_amount: bool, asks: bool) -> None:
    """`Declined` unless everything is approved beforehand or by somebody now."""
    from turkform.core.errors import Declined

    wanted = needed(plan)
    if words is not None:
        if missing := [word for word in wanted if word not in words]:
            msg = f"the plan needs approval to {', '.join(missing)}; nothing was changed."
            raise Declined(msg)
        return
    if not asks:
        msg = (
            "approval is needed and there is no terminal; nothing was changed. Pass "
            f"--auto-approve, or --approve {','.join(wanted)}."
        )
        raise Declined(msg)
    _ask(plan, by_amount=by_amount)


def _ask(plan: "Plan", *, by_amount: bool) -> None:
    from turkform.core.errors import Declined

    total = plan.finances.now.total
    emails = sum(group.emails for group in plan.follow_ups)
    expected = "yes"
    if by_amount and total.cents > 0:
        expected = str(total)
    elif by_amount and emails:
        expected = plan.binding.environment
    answer = click.prompt(f"\nType {expected} to do this", err=True, default="", show_default=False)
    if answer.strip() != expected:
        msg = "declined; nothing was changed."
        raise Declined(msg)
