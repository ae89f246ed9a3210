"""`turkform ledger`."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from turkform.cli.options import campaign_argument, environment_option
from turkform.cli.output import columns, is_coloured, is_live

if TYPE_CHECKING:
    from turkform.core.deeds import LedgerEntry
    from turkform.core.ledger import Ledger
    from turkform.results.ledger import Choice, Naming

# As core/deeds has them; said again so that --help imports nothing heavy.
OUTCOMES = (
    "pending", "done", "refused", "soft_failure", "hard_failure", "uncertain", "not_done",
)  # fmt: skip


@click.command("ledger")
@campaign_argument
@environment_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json", "markdown"]),
    default="text",
    show_default=True,
)
@click.option("--rule", "rules", multiple=True, metavar="NAME", help="Only deeds of this rule.")
@click.option("--worker", "workers", multiple=True, metavar="WORKER", help="An id, or its code.")
@click.option(
    "--outcome", "outcomes", multiple=True, type=click.Choice(OUTCOMES), help="Only these."
)
@click.option("--show-worker-ids", is_flag=True, help="Do not hide worker ids.")
def command(
    *,
    campaign: Path,
    environment: str | None,
    form: str,
    rules: tuple[str, ...],
    workers: tuple[str, ...],
    outcomes: tuple[str, ...],
    show_worker_ids: bool,
) -> None:
    """List every deed towards a worker, with its money, its outcome and its reason.

    Workers appear by the code that `results --pseudonyms` uses, on a terminal by a masked id. The
    sums add what was approved without a deed, as it was last fetched. The service is not asked.
    """
    from turkform.app import open_remembered
    from turkform.results.ledger import Choice, ledger_of

    known = open_remembered(campaign, environment)
    with known.store.reading() as state:
        entries = state.ledger() if state else ()
        resources = state.resources() if state else ()
    choice = Choice(frozenset(rules), frozenset(workers), frozenset(outcomes))
    _check(choice, {entry.address.name for entry in entries})
    name = _naming(form, show_ids=show_worker_ids)
    ledger = ledger_of(entries, resources, known.fetched.submissions(), choice, name)
    _print(ledger, form, f"turkform ledger · {known.campaign} · {known.environment}")


def _check(choice: "Choice", known: set[str]) -> None:
    """A rule may be gone from the configuration and still have served people."""
    from turkform.core.diagnostics import nearest

    for rule in sorted(choice.rules - known):
        msg = f"no deed of a rule {rule!r} is recorded. {nearest(rule, known)}".rstrip()
        raise click.BadParameter(msg, param_hint="--rule")


def _naming(form: str, *, show_ids: bool) -> "Naming":
    from turkform.render.masked import masked

    on_terminal = form == "text" and is_live(sys.stdout, os.environ)

    def name(entry: "LedgerEntry") -> str:
        if show_ids:
            return entry.worker or entry.worker_key
        return masked(entry.worker) if on_terminal and entry.worker else entry.worker_key

    return name


def _print(ledger: "Ledger", form: str, heading: str) -> None:
    from turkform.render import ledger as rendering
    from turkform.render.lines import plain
    from turkform.render.terminal import print_lines
    from turkform.results.formats import write_csv

    if form == "csv":
        write_csv(sys.stdout, rendering.COLUMNS, map(rendering.ledger_cells, ledger.lines))
        return
    if form == "json":
        click.echo(rendering.ledger_json(ledger), nl=False)
        return
    if form == "markdown":
        click.echo(rendering.ledger_markdown(ledger, heading), nl=False)
        return
    lines = rendering.ledger_lines(ledger, heading, columns())
    if is_coloured(sys.stdout, os.environ):
        print_lines(lines, sys.stdout)
    else:
        click.echo(plain(lines), nl=False)
