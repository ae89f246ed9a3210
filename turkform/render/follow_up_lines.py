"""Due deeds for people: what is done to how many, why, in which words, and what comes later."""

from collections.abc import Iterator

from turkform.core.plan import PAYING, FollowUpGroup
from turkform.render.lines import Line, Piece, Style, line
from turkform.render.text import one_line

HANG = 11
SAMPLES = 3
_LONGEST = 160
_DEEDS = {**dict.fromkeys(PAYING, "PAYS"), "message": "E-MAILS", "reject": "REJECTS"}
_MINE = ("approve", "reject", "extend", "mark", "accept_request", "reject_request")


def danger(group: FollowUpGroup) -> int:
    """Money first, then mails, then rejections, then the rest."""
    order = ("bonus", "compensate", "approve", "message", "reject")
    return order.index(group.action) if group.action in order else len(order)


def follow_up_lines(group: FollowUpGroup, detail: str) -> Iterator[Line]:
    """The due deeds of one rule."""
    deed = _DEEDS.get(group.action)
    word = f"! {deed}" if deed else f"+ {group.action}"
    style = Style.DANGER if deed else Style.CREATE
    mails = f", {group.emails:,} e-mails, cannot be undone" if group.emails else ""
    text = f"{rule_name(group)}   {counted_deeds(group)}{mails}"
    yield Line((Piece(f"{word:{HANG}}", style), Piece(text)), HANG, _money(group))
    yield from _explained(group)
    if detail == "full":
        for item in group.items:
            amount = f"   {item.amount}" if item.amount else ""
            yield line(" " * HANG + one_line(f"{item.address}{amount}"), hang=HANG)


def _explained(group: FollowUpGroup) -> Iterator[Line]:
    if group.why:
        yield line(" " * HANG + one_line(f"because {group.why}"), Style.QUIET, HANG + 2)
    for text in samples(group):
        yield line(" " * HANG + text, Style.QUIET, HANG + 2)
    if group.later:
        yield line(" " * HANG + one_line(f"later: {group.later}"), Style.QUIET, HANG + 2)


def samples(group: FollowUpGroup) -> list[str]:
    """Up to three different texts that workers will read, as lines."""
    different = dict.fromkeys(item.text for item in group.items if item.text)
    word = _NOT_SAID.get(group.action)
    found = [f"{word} {text}" if word else f"says {_quoted(text)}" for text in different]
    del found[SAMPLES:]
    if len(different) > SAMPLES:
        found.append(f"and {len(different) - SAMPLES:,} other texts")
    return found


def _quoted(text: str) -> str:
    flat = one_line(" / ".join(part.strip() for part in text.splitlines() if part.strip()))
    return f'"{flat}"' if len(flat) <= _LONGEST else f'"{flat[:_LONGEST]}…"'


def counted_deeds(group: FollowUpGroup) -> str:
    """`12 assignments of 3 workers`, or `3 workers`."""
    workers = len({item.worker for item in group.items if item.worker})
    people, count = f"{workers:,} worker{'' if workers == 1 else 's'}", len(group.items)
    if group.action not in _MINE:
        return people if workers == count else f"{count:,} times, {people}"
    thing = _THINGS.get(group.action, "assignment")
    things = f"{count:,} {thing}{'' if count == 1 else 's'}"
    return f"{things} of {people}" if workers else things


# What stands in the text of these is not read by the worker.
_NOT_SAID = {"grant": "value", "accept_request": "value", "extend": "adds", "mark": "as"}
_THINGS = {
    "extend": "HIT", "mark": "HIT", "accept_request": "request", "reject_request": "request",
}  # fmt: skip


def later_line(group: FollowUpGroup) -> Line:
    """A rule that does nothing now and will."""
    text = one_line(f"{rule_name(group)}   {group.later}")
    return Line((Piece(f"{'? later':{HANG}}", Style.QUIET), Piece(text)), HANG)


def rule_name(group: FollowUpGroup) -> str:
    """The rule's address."""
    rule = group.rule
    return one_line(rule if rule.startswith("follow_up.") else f"follow_up.{rule}")


def _money(group: FollowUpGroup) -> Piece | None:
    cost = group.cost
    if not cost.total:
        return None
    if group.action == "approve":
        return Piece(f"{cost.rewards} and {cost.fees} fees, reserved before", Style.MONEY)
    return Piece(f"+{cost.rewards} and {cost.fees} fees", Style.MONEY)
