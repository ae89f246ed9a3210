"""A plan for a pull request; degrades from groups to counts where a comment would be too long."""

from collections.abc import Iterator, Sequence

from turkform.core.changes import Cost
from turkform.core.plan import Plan
from turkform.render.field_text import field_text
from turkform.render.follow_up_lines import counted_deeds, danger, rule_name
from turkform.render.groups import ChangeGroup, grouped
from turkform.render.lines import plain
from turkform.render.plan_notes import drift_lines, finding_lines
from turkform.render.plan_sums import counted, money_lines, place
from turkform.render.plan_text import changed_fields
from turkform.render.plan_waiting import waiting_text
from turkform.render.text import one_line

# GitHub refuses comments above 65,536 characters.
MAX_CHARACTERS = 65_000
_LEVELS = ("full", "group", "summary")


def plan_markdown(
    plan: Plan, *, detail: str = "group", max_characters: int = MAX_CHARACTERS
) -> str:
    """At most so many characters, never cut inside a block."""
    text = ""
    for level in _LEVELS[_LEVELS.index(detail) :]:
        text = "\n".join(_lines(plan, level, shortened=level != detail)) + "\n"
        if len(text) <= max_characters:
            break
    return text


def _lines(plan: Plan, detail: str, *, shortened: bool) -> Iterator[str]:
    bound = plan.binding
    where = f"{bound.campaign} · {bound.environment} · {place(bound)}"
    yield f"### turkform plan: {_text(where)}"
    yield ""
    if plan.empty:
        yield f"**No changes.** {plan.unchanged:,} objects are as the configuration wants them."
    else:
        yield f"**{counted(plan)}**"
    yield ""
    if detail != "summary" and (plan.follow_ups or not plan.empty):
        yield from _table(plan)
        yield ""
    for waiting in plan.waiting:
        yield f"- {waiting.hits:,} x {_code(str(waiting.group))}: {_text(waiting_text(waiting))}"
    if detail == "full":
        yield from _addresses(grouped(plan.changes))
    notes = plain([*drift_lines(plan.drift, "group"), *finding_lines(plan.diagnostics)])
    yield from (f"- {_text(note.strip())}" for note in notes.splitlines())
    if notes:
        yield ""
    yield from (f"- {_text(one.text)}" for one in money_lines(plan))
    if plan.unresolved:
        yield f"- **{plan.unresolved:,} outcomes are unknown and need a decision.**"
    if shortened:
        yield ""
        yield "_Shortened to fit; `turkform show` on the saved plan has everything._"


def _table(plan: Plan) -> Iterator[str]:
    yield "| | object | why | money |"
    yield "|---|---|---|---|"
    for follow_up in sorted(plan.follow_ups, key=danger):
        due = counted_deeds(follow_up) if follow_up.items else follow_up.later
        mails = f", {follow_up.emails:,} e-mails" if follow_up.emails else ""
        name = _code(rule_name(follow_up))
        cost = _cost(follow_up.cost)
        yield f"| **{follow_up.action}** | {name} | {_text(due + mails)} | {cost} |"
    for group in grouped(plan.changes):
        count = f"{len(group.addresses):,} x " if len(group.addresses) > 1 else ""
        why = "; ".join(_text(reason.value) for reason in group.reasons)
        fields = "".join(f"<br>{_code(field_text(field))}" for field in changed_fields(group))
        name = _code(group.label)
        yield f"| {group.action.value} | {count}{name} | {why}{fields} | {_cost(group.cost)} |"


def _addresses(groups: Sequence[ChangeGroup]) -> Iterator[str]:
    for group in groups:
        if len(group.addresses) > 1:
            yield f"<details><summary>{group.action.value} {_text(group.label)}</summary>"
            yield ""
            yield from (f"- {_code(str(address))}" for address in group.addresses)
            yield ""
            yield "</details>"
            yield ""


def _cost(cost: Cost) -> str:
    return f"{cost.rewards} and {cost.fees} fees" if cost.total else ""


def _code(text: str) -> str:
    """As code: nothing in it is Markdown or HTML, and it cannot leave its table cell."""
    safe = one_line(text).replace("`", "'").replace("|", "\\|")
    return f"`{safe}`"


_MEANT = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>|#~"})


def _text(text: str) -> str:
    return one_line(text).translate(_MEANT).replace("@", "@\u200b")
