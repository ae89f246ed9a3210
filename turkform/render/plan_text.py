"""A plan for people: dangerous things first, reasons in words, money, the next command."""

from collections.abc import Iterator, Sequence

from turkform.core.changes import Action, Cost, FieldChange
from turkform.core.money import Money
from turkform.core.plan import Plan
from turkform.render.field_text import field_lines
from turkform.render.follow_up_lines import HANG, danger, follow_up_lines, later_line
from turkform.render.groups import ChangeGroup, grouped
from turkform.render.lines import Line, Piece, Style, fitted, line, plain
from turkform.render.plan_notes import drift_lines, finding_lines
from turkform.render.plan_sums import counted, money_lines, place
from turkform.render.plan_waiting import waiting_lines
from turkform.render.text import one_line

_SYMBOLS = {
    Action.DELETE: ("-", "delete", Style.DELETE),
    Action.REPLACE: ("±", "replace", Style.DELETE),
    Action.UPDATE: ("~", "update", Style.UPDATE),
    Action.CREATE: ("+", "create", Style.CREATE),
    Action.IMPORT: ("<", "import", Style.CREATE),
    Action.FORGET: ("x", "forget", Style.QUIET),
}


def plan_text(
    plan: Plan, columns: int = 100, *, detail: str = "group", next_command: str = ""
) -> str:
    """The whole plan as text, without colour; no line but the command wider than `columns`."""
    return plain(plan_lines(plan, columns, detail=detail, next_command=next_command))


def plan_lines(
    plan: Plan, columns: int = 100, *, detail: str = "group", next_command: str = ""
) -> list[Line]:
    """The same with styles; `detail` is summary, group or full."""
    lines = list(fitted(_lines(plan, detail), columns))
    if next_command and not plan.empty:
        # Never broken, however long it is: people copy it.
        lines += [line(), line(f"To apply this:   {next_command}")]
    return lines


def _lines(plan: Plan, detail: str) -> Iterator[Line]:
    yield from _head(plan, detail)
    yield line()
    if plan.drift:
        yield from drift_lines(plan.drift, detail)
        yield line()
    if plan.empty:
        yield line(f"No changes. {plan.unchanged:,} objects are as the configuration wants them.")
        yield from _later(plan)
        yield from waiting_lines(plan, HANG)
    elif detail != "summary":
        yield from _body(plan, detail)
        yield from waiting_lines(plan, HANG)
        yield line()
    yield from _foot(plan)


def _head(plan: Plan, detail: str) -> Iterator[Line]:
    bound, where = plan.binding, place(plan.binding)
    verb = "destroy" if plan.destroy else "plan"
    title = f"turkform {verb} · {bound.campaign} · {bound.environment} · "
    style = Style.DANGER if "REAL MONEY" in where else Style.PLAIN
    yield Line((Piece(one_line(title), Style.HEADING), Piece(one_line(where), style)))
    for name in ("target", "exclude", "replace"):
        if chosen := bound.options.get(name):
            patterns = chosen if isinstance(chosen, Sequence) else (chosen,)
            yield line(one_line(f"--{name} {' '.join(map(str, patterns))}"), Style.QUIET, 2)
    if detail == "full":
        made = plan.provenance
        commit = made.commit[:12] + (" with uncommitted edits" if made.dirty else "")
        yield line(f"turkform {made.tool_version}, commit {commit or 'none'}", Style.QUIET)


def _body(plan: Plan, detail: str) -> Iterator[Line]:
    due = [group for group in plan.follow_ups if group.items]
    for follow_up in sorted(due, key=danger):
        yield from follow_up_lines(follow_up, detail)
    for change in grouped(plan.changes):
        yield from _change(change, detail)
    yield from _later(plan)


def _later(plan: Plan) -> Iterator[Line]:
    """Rules that do nothing now and will; an apply of nothing does not end a study."""
    for follow_up in plan.follow_ups:
        if follow_up.later and not follow_up.items:
            yield later_line(follow_up)


def _change(group: ChangeGroup, detail: str) -> Iterator[Line]:
    symbol, word, style = _SYMBOLS[group.action]
    count = f"{len(group.addresses):,} x " if len(group.addresses) > 1 else ""
    head = Piece(f"{symbol} {word:{HANG - 2}}", style)
    yield Line((head, Piece(count + one_line(group.label))), HANG, _money(group.cost))
    for reason in group.reasons:
        yield line(" " * HANG + f"because {reason.value}", Style.QUIET, HANG + 2)
    if group.action in (Action.UPDATE, Action.REPLACE) or detail == "full":
        yield from field_lines(group.fields, HANG, full=detail == "full")
    if detail == "full" and len(group.addresses) > 1:
        for address in group.addresses:
            yield line(" " * (HANG + 2) + one_line(str(address)), Style.QUIET, HANG + 4)


def _money(cost: Cost) -> Piece | None:
    if not cost.total:
        return None
    sign = "+" if cost.total > Money(0) else ""
    return Piece(f"{sign}{cost.rewards} and {cost.fees} fees", Style.MONEY)


def _foot(plan: Plan) -> Iterator[Line]:
    if not plan.empty:
        yield line(counted(plan))
    yield from money_lines(plan)
    yield from finding_lines(plan.diagnostics)
    if plan.unresolved:
        text = f"{plan.unresolved:,} outcomes are unknown and need a decision: turkform resolve."
        yield line(text, Style.DANGER)


def changed_fields(group: ChangeGroup) -> tuple[FieldChange, ...]:
    """The fields worth showing of a group: of a new or deleted object, none."""
    return group.fields if group.action in (Action.UPDATE, Action.REPLACE) else ()
