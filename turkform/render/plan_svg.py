"""A plan as a picture: for a README, a slide, a paper. No scripts, no fonts from elsewhere."""

from collections.abc import Iterator, Sequence
from html import escape

from turkform.core.plan import Plan
from turkform.render.lines import Line, Style
from turkform.render.plan_text import plan_lines
from turkform.render.text import one_line, width

COLUMNS = 88
_CELL, _ROW, _MARGIN, _BAR = 8.4, 19, 18, 30
_COLOURS = {
    Style.PLAIN: "#e6edf3",
    Style.HEADING: "#ffffff",
    Style.DANGER: "#ff7b72",
    Style.CREATE: "#56d364",
    Style.UPDATE: "#e3b341",
    Style.DELETE: "#ff7b72",
    Style.MONEY: "#ffffff",
    Style.QUIET: "#9198a1",
}
_BOLD = (Style.HEADING, Style.DANGER, Style.MONEY)


def plan_svg(plan: Plan, *, detail: str = "group", next_command: str = "") -> str:
    """The plan as it looks on a terminal of 88 columns, wider where the command needs it."""
    lines = plan_lines(plan, COLUMNS, detail=detail, next_command=next_command)
    title = one_line(f"turkform plan of {plan.binding.campaign}")
    return "\n".join(_document(lines, title)) + "\n"


def _document(lines: Sequence[Line], title: str) -> Iterator[str]:
    across = max([COLUMNS, *(width(one.text) for one in lines)])
    wide = round(across * _CELL + 2 * _MARGIN)
    high = _BAR + len(lines) * _ROW + _MARGIN
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" '
        f'height="{high}" role="img" aria-label="{escape(title)}">'
    )
    yield f"<title>{escape(title)}</title>"
    yield f"<style>{_style()}</style>"
    yield f'<rect width="{wide}" height="{high}" rx="8" fill="#0d1117"/>'
    for number, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        yield f'<circle cx="{_MARGIN + 4 + 18 * number}" cy="16" r="5" fill="{colour}"/>'
    for number, one in enumerate(lines):
        yield from _texts(one, _BAR + (number + 1) * _ROW - 4)
    yield "</svg>"


def _style() -> str:
    font = "text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre}"
    colours = "".join(f".{style.value}{{fill:{colour}}}" for style, colour in _COLOURS.items())
    bold = ",".join(f".{style.value}" for style in _BOLD)
    return f"{font}{colours}{bold}{{font-weight:600}}"


def _texts(one: Line, y: int) -> Iterator[str]:
    """Each word group at its own column, so that any font of one width will do."""
    column = 0
    for piece in one.pieces:
        text = piece.text
        start = column + len(text) - len(text.lstrip(" "))
        column += width(text)
        shown = text.strip(" ")
        if shown:
            x, length = _MARGIN + start * _CELL, width(shown) * _CELL
            yield (
                f'<text class="{piece.style.value}" x="{x:.1f}" y="{y}" textLength="{length:.1f}">'
                f"{escape(shown)}</text>"
            )
