"""What a rule will do later: how many, by when, and for how much at most."""

from turkform.core.money import ZERO, Money
from turkform.kinds import pricing
from turkform.kinds.follow_up.facts import Facts
from turkform.kinds.follow_up.rules import Verdict
from turkform.kinds.follow_up.spec import FollowUpSpec
from turkform.kinds.follow_up.subjects import groups_of


def later_text(spec: FollowUpSpec, verdict: Verdict, facts: Facts) -> str:
    """Such as `40 more by 3 December 2026, at most $48.00`; empty where nothing is in sight."""
    parts = [*_waiting(spec, verdict), *_coming(spec, facts)]
    if not parts:
        return ""
    money = later_money(spec, verdict, facts)
    return ", ".join([*parts, *([f"at most {money}"] if money else [])])


def later_money(spec: FollowUpSpec, verdict: Verdict, facts: Facts) -> Money:
    """What the rule may still commit: those who wait, and one deed for each piece of open work."""
    waiting = sum((one.deed.cost.total for one in verdict.waiting), ZERO)
    amount = getattr(spec.deed, "amount", None)
    if spec.action != "bonus" or not isinstance(amount, Money):
        return waiting
    room = _open_work(spec, facts)
    if isinstance(spec.limit, int):
        left = spec.limit - verdict.served - len(verdict.due) - len(verdict.waiting)
        room = min(room, max(0, left))
    return waiting + (amount + pricing.bonus_fee(amount)) * room


def _waiting(spec: FollowUpSpec, verdict: Verdict) -> list[str]:
    dated = [one.moment.at for one in verdict.waiting if one.moment.at is not None]
    undated = len(verdict.waiting) - len(dated)
    parts = []
    if dated:
        last = max(dated)
        parts.append(f"{len(dated):,} more by {last.day} {last:%B %Y}")
    if undated:
        mailed = spec.action == "message" and not spec.after
        what = "a decision about their work" if mailed else " and ".join(spec.after)
        parts.append(f"{undated:,} wait for {what or 'a decision about their work'}")
    return parts


def _coming(spec: FollowUpSpec, facts: Facts) -> list[str]:
    room = _open_work(spec, facts)
    return [f"{room:,} assignments are still open"] if room else []


def _open_work(spec: FollowUpSpec, facts: Facts) -> int:
    """Assignments of the rule's own groups that nobody has handed in yet."""
    groups = {group for group in groups_of(spec, facts) if "/" not in group}
    if spec.each not in ("assignment", "worker") or (spec.from_csv and not spec.on):
        return 0
    return sum(
        int(str(seen.status.get("available", 0))) + int(str(seen.status.get("pending", 0)))
        for address, seen in facts.hits.items()
        if address.kind == "hit" and address.name in groups and not seen.status.get("expired")
    )
