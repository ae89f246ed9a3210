"""`turkform status`."""

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from turkform.cli.options import campaign_argument, environment_option, variable_options
from turkform.cli.output import columns, is_coloured, is_live, progress_shown
from turkform.cli.variables import given_variables

if TYPE_CHECKING:
    from turkform.core.standing import Standing
    from turkform.study import Study

_CLEAR = "\x1b[H\x1b[2J"


@click.command("status")
@campaign_argument
@environment_option
@variable_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
)
@click.option("--watch", is_flag=True, help="Look again and again until Ctrl-C.")
@click.option(
    "--every",
    default=30.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    metavar="SECONDS",
    help="How often --watch looks.",
)
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    form: str,
    watch: bool,
    every: float,
) -> None:
    """Show how the study stands: progress, pace, hourly pay, money, doubts, warnings.

    Counts everything that the service shows, whoever approved it; bonuses are those of the ledger.
    With --watch and --format json there is one document on each line.
    """
    from turkform.app import open_app

    app = open_app(campaign, environment, given_variables(variable_files, variables))
    while True:
        _print(_look(app), form, watch=watch)
        if not watch:
            return
        sys.stdout.flush()
        time.sleep(every)


def _look(app: "Study") -> "Standing":
    from turkform.reading import standing

    with app.store.reading() as state, progress_shown() as progress:
        return standing(app, state, progress)


def _print(standing: "Standing", form: str, *, watch: bool) -> None:
    from turkform.render import standing as rendering
    from turkform.render.lines import plain
    from turkform.render.terminal import print_lines

    if form == "json":
        text = rendering.standing_json(standing, indent=None if watch else 2)
        click.echo(text, nl=False)
        return
    if form == "markdown":
        click.echo(rendering.standing_markdown(standing), nl=False)
        return
    if watch and is_live(sys.stdout, os.environ):
        click.echo(_CLEAR, nl=False)
    lines = rendering.standing_lines(standing, columns())
    if is_coloured(sys.stdout, os.environ):
        print_lines(lines, sys.stdout)
    else:
        click.echo(plain(lines), nl=False)
