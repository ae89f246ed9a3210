"""stdout is data, stderr is talk; colour, width and questions only where somebody looks."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from turkform.core.plan import Plan
    from turkform.render.progress import Progress

PIPED_COLUMNS = 100
_NARROWEST = 40


def say(text: str) -> None:
    """To stderr."""
    click.echo(text, err=True)


def columns() -> int:
    """The width of the terminal or of `COLUMNS`; 100 where there is neither."""
    return max(_NARROWEST, shutil.get_terminal_size((PIPED_COLUMNS, 24)).columns)


def is_live(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Whether a stream is a terminal that somebody looks at and that can move its cursor."""
    # A process may be started without a standard stream (`>&-`): nobody looks there.
    seen = stream is not None and stream.isatty()
    return seen and not environ.get("CI") and environ.get("TERM") != "dumb"


def is_coloured(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Whether colour is welcome there (no-color.org)."""
    return not environ.get("NO_COLOR") and is_live(stream, environ)


@contextmanager
def progress_shown() -> "Iterator[Progress]":
    """A bar on a terminal, plain lines elsewhere; on stderr."""
    from turkform.render.progress import LineProgress

    if not is_live(sys.stderr, os.environ):
        yield LineProgress()
        return
    from turkform.render.progress_bar import BarProgress

    bar = BarProgress(sys.stderr)
    try:
        yield bar
    finally:
        bar.close()


def interactive() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin is not None and sys.stdin.isatty() and not os.environ.get("CI")


def show_plan(plan: "Plan", form: str, detail: str, next_command: str = "") -> None:
    """Print a plan to stdout in one of its forms."""
    if form == "text" and is_coloured(sys.stdout, os.environ):
        from turkform.render.plan_text import plan_lines
        from turkform.render.terminal import print_lines

        lines = plan_lines(plan, columns(), detail=detail, next_command=next_command)
        print_lines(lines, sys.stdout)
        return
    click.echo(_rendered(plan, form, detail, next_command), nl=False)


def _rendered(plan: "Plan", form: str, detail: str, next_command: str) -> str:
    if form == "json":
        from turkform.render.plan_json import plan_json

        return plan_json(plan)
    if form == "markdown":
        from turkform.render.plan_markdown import plan_markdown

        return plan_markdown(plan, detail=detail)
    if form == "html":
        from turkform.render.plan_html import plan_html

        return plan_html(plan, detail=detail)
    if form == "svg":
        from turkform.render.plan_svg import plan_svg

        return plan_svg(plan, detail=detail, next_command=next_command)
    from turkform.render.plan_text import plan_text

    return plan_text(plan, columns(), detail=detail, next_command=next_command)


def command_line(*words: object, options: Mapping[str, object] | None = None) -> str:
    """A command to type next; options that are not set are left out, sequences repeated."""
    parts = [str(word) for word in words]
    for name, value in (options or {}).items():
        values = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        for one in values:
            parts += [name] if one is True else [name, str(one)] if one else []
    return shlex.join(parts)
