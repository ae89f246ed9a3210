"""`turkform report`."""

from pathlib import Path

import click

from turkform.cli.options import (
    campaign_argument,
    environment_option,
    variable_options,
)
from turkform.cli.variables import given_variables


@click.command("report")
@campaign_argument
@environment_option
@variable_options
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("report.html"),
    show_default=True,
    metavar="FILE",
    help="Where the page is written.",
)
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    out: Path,
) -> None:
    """Write one HTML page: progress, working time, hourly pay, agreement, spend.

    The page needs no network and names no worker, so it can go to a review board as it is.
    """
    from turkform.app import open_app
    from turkform.reading import report
    from turkform.render.progress import LineProgress

    app = open_app(campaign, environment, given_variables(variable_files, variables))
    with app.store.reading() as state:
        text = report(app, state, LineProgress())
    out.write_text(text, encoding="utf-8")
    click.echo(f"The report is in {out}.", err=True)
