"""Lines on a terminal, in colour, by rich."""

from collections.abc import Iterable, Mapping
from typing import TextIO

from turkform.render.lines import Line, Style

LOOKS: Mapping[Style, str] = {
    Style.PLAIN: "",
    Style.HEADING: "bold",
    Style.DANGER: "bold red",
    Style.CREATE: "green",
    Style.UPDATE: "yellow",
    Style.DELETE: "red",
    Style.MONEY: "bold",
    Style.QUIET: "dim",
}


def print_lines(lines: Iterable[Line], stream: TextIO) -> None:
    """Print lines that were fitted to the terminal's width already."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, soft_wrap=True, highlight=False, emoji=False, markup=False)
    for one in lines:
        text = Text(end="")
        for piece in one.pieces:
            text.append(piece.text, LOOKS[piece.style])
        text.rstrip()
        console.print(text)
