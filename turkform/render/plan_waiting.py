"""HITs of later sets: known, paid for later, and not created yet."""

from collections.abc import Iterator

from turkform.core.plan import Plan, Waiting
from turkform.render.lines import Line, Piece, Style
from turkform.render.text import one_line


def waiting_lines(plan: Plan, indent: int) -> Iterator[Line]:
    """One row for each group."""
    for waiting in plan.waiting:
        head = Piece(f"{'? later':{indent}}", Style.QUIET)
        text = f"{waiting.hits:,} x {one_line(str(waiting.group))}   {waiting_text(waiting)}"
        yield Line((head, Piece(text)), indent)


def waiting_text(waiting: Waiting) -> str:
    """What is waited for, and what it will cost."""
    return f"next sets, each when the set before it is over: {waiting.cost.total}"
