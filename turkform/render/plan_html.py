"""A plan as one page of HTML without scripts: for reviewers, ethics boards, and archives."""

from collections.abc import Iterator
from html import escape

from turkform.core.plan import Plan
from turkform.render.groups import ChangeGroup, grouped
from turkform.render.lines import Line
from turkform.render.plan_sums import counted, money_lines, place
from turkform.render.plan_text import plan_lines
from turkform.render.text import one_line

# Wide enough that no line of an ordinary plan is broken.
COLUMNS = 160
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
pre{background:#f6f8fa;padding:1rem;overflow:auto;line-height:1.4}
table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #ddd;padding:.4rem;text-align:left;vertical-align:top}
.heading,.money{font-weight:600}.danger{color:#b00020;font-weight:600}.delete{color:#b00020}
.create{color:#116329}.update{color:#7a4b00}.quiet{color:#59636e}
@media (prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}pre{background:#161b22}
.danger,.delete{color:#ff7b72}.create{color:#56d364}.update{color:#e3b341}.quiet{color:#9198a1}}
"""


def plan_html(plan: Plan, *, detail: str = "group") -> str:
    """A whole document; every text of the campaign is escaped."""
    bound = plan.binding
    title = escape(one_line(f"turkform plan · {bound.campaign} · {bound.environment}"))
    head = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style>"
    )
    body = "\n".join(_body(plan, detail))
    return f"{head}\n<h1>{title}</h1>\n{body}\n</html>\n"


def _body(plan: Plan, detail: str) -> Iterator[str]:
    made = plan.provenance
    commit = made.commit[:12] + (" with uncommitted edits" if made.dirty else "")
    yield f"<p>{escape(one_line(place(plan.binding)))}</p>"
    yield (
        f"<p class=quiet>{plan.created_at:%Y-%m-%d %H:%M} UTC, turkform "
        f"{escape(made.tool_version)}, commit {escape(commit or 'none')}</p>"
    )
    yield f"<p><strong>{escape('No changes.' if plan.empty else counted(plan))}</strong></p>"
    yield "".join(f"<p>{escape(one.text)}</p>" for one in money_lines(plan))
    if detail == "full":
        yield from (_addresses(group) for group in grouped(plan.changes))
    yield "<pre>" + "".join(_line(one) for one in plan_lines(plan, COLUMNS, detail="group"))
    yield "</pre>"


def _line(one: Line) -> str:
    pieces = (f"<span class={p.style.value}>{escape(p.text)}</span>" for p in one.pieces)
    return "".join(pieces) + "\n"


def _addresses(group: ChangeGroup) -> str:
    rows = "".join(f"<li><code>{escape(one_line(str(a)))}</code>" for a in group.addresses)
    summary = f"{group.action.value} {len(group.addresses):,} x {one_line(group.label)}"
    return f"<details><summary>{escape(summary)}</summary><ul>{rows}</ul></details>"
