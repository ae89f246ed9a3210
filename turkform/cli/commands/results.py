"""`turkform results`."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from turkform.cli.options import (
    campaign_argument,
    environment_option,
    variable_options,
)
from turkform.cli.variables import given_variables

if TYPE_CHECKING:
    from turkform.core.submissions import Submission
    from turkform.results.agreement import Method
    from turkform.results.formats import Cell
    from turkform.results.table import Table
    from turkform.study import Study

_FORMATS = ("csv", "jsonl", "json", "parquet")


@click.command("results")
@campaign_argument
@environment_option
@variable_options
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="Without it the ending of --out decides, and CSV where there is none.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a file that only you can read, instead of to stdout.",
)
@click.option("--group", metavar="NAME", help="Only the HITs of this group.")
@click.option("--pseudonyms", is_flag=True, help="Name workers by a code, the same every time.")
@click.option("--requester-columns", is_flag=True, help="CSV with the Requester site's columns.")
@click.option("--aggregate", "field", metavar="FIELD", help="CSV with one answer per HIT.")
@click.option(
    "--method",
    type=click.Choice(["majority", "dawid-skene"]),
    default="majority",
    show_default=True,
    help="How --aggregate decides.",
)
@click.option("--raw", is_flag=True, help="CSV cells as they are, formulas too.")
@click.option("--refresh", is_flag=True, help="Fetch again what did not change.")
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    form: str | None,
    out: Path | None,
    group: str | None,
    pseudonyms: bool,
    requester_columns: bool,
    field: str | None,
    method: "Method",
    raw: bool,
    refresh: bool,
) -> None:
    """Write what workers answered, with the input row and the state of each submission.

    Partial results come at any time; only what is new is fetched.
    """
    from turkform.app import open_app
    from turkform.reading import results_table
    from turkform.render.progress import LineProgress
    from turkform.results.table import columns, flat

    chosen = _format(form, out)
    if (requester_columns or field) and chosen != "csv":
        msg = "--requester-columns and --aggregate write CSV; leave out --format."
        raise click.UsageError(msg)
    app = open_app(campaign, environment, given_variables(variable_files, variables))
    with app.store.reading() as state:
        submissions = app.submissions(state, LineProgress(), everything=refresh)
        chosen_ones = _of_group(app, submissions, group)
        table = results_table(app, state, chosen_ones, pseudonyms=pseudonyms)
    sheet = _Sheet(out, raw)
    if field:
        _write_aggregate(table, field, method, sheet)
    elif requester_columns:
        _write_requester_csv(app, table, sheet)
    elif chosen == "csv":
        sheet.write(columns(table), (flat(table, one) for one in table.results))
    else:
        _write(app, table, chosen, out)
    _say(app, table, out)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where a CSV file goes, and whether formulas in it are left alive."""

    out: Path | None
    raw: bool

    def write(self, columns: "Sequence[str]", rows: "Iterable[Mapping[str, Cell]]") -> None:
        from turkform.results.formats import write_csv

        with _opened(self.out) as file:
            write_csv(file, columns, rows, raw=self.raw)


def _format(form: str | None, out: Path | None) -> str:
    if form is None:
        ending = out.suffix.removeprefix(".") if out else ""
        form = ending if ending in _FORMATS else "csv"
    if form == "parquet" and out is None:
        msg = "Parquet is not text; say where it goes with --out FILE."
        raise click.UsageError(msg)
    return form


def _of_group(
    app: "Study", submissions: "Sequence[Submission]", group: str | None
) -> "Sequence[Submission]":
    from turkform.core.diagnostics import nearest

    if group is None:
        return submissions
    known = app.campaign.rows
    if group not in known:
        msg = f"there is no group of HITs {group!r}. {nearest(group, known)}".rstrip()
        raise click.BadParameter(msg, param_hint="--group")
    return [one for one in submissions if one.address.name == group]


def _write(app: "Study", table: "Table", form: str, out: Path | None) -> None:
    from turkform.results import formats
    from turkform.results.table import columns, flat, record

    if form == "parquet":
        if out is None:
            raise AssertionError("_format asks for a file")
        rows = (flat(table, one) for one in table.results)
        formats.write_parquet(out, columns(table), rows, {"turkform": _origin(app)})
        return
    with _opened(out) as file:
        if form == "jsonl":
            formats.write_json_lines(file, map(record, table.results))
        else:
            formats.write_json(file, map(record, table.results))


def _write_requester_csv(app: "Study", table: "Table", sheet: _Sheet) -> None:
    from turkform.results import requester_site

    rows = requester_site.rows(table, app.campaign, app.clock.now())
    sheet.write(requester_site.columns(table), rows)


def _write_aggregate(table: "Table", field: str, method: "Method", sheet: _Sheet) -> None:
    from turkform.core.diagnostics import nearest
    from turkform.results.agreement import aggregate

    if field not in table.answers:
        msg = f"no submission has an answer {field!r}. {nearest(field, table.answers)}".rstrip()
        raise click.BadParameter(msg, param_hint="--aggregate")
    chosen = aggregate((one.submission for one in table.results), field, method)
    first = {one.submission.hit: one for one in reversed(table.results)}
    inputs = tuple(f"row.{name}" for name in table.inputs)
    rows = (
        {"hit": hit, "address": str(first[hit].submission.address), field: value}
        | {f"row.{name}": first[hit].row.get(name, "") for name in table.inputs}
        for hit, value in chosen
    )
    sheet.write(("hit", "address", *inputs, field), rows)


@contextmanager
def _opened(out: Path | None) -> Iterator[IO[str]]:
    """The file, readable by its owner only, since it names workers; or standard output."""
    if out is None:
        yield sys.stdout
        return
    with open(out, "w", encoding="utf-8", newline="", opener=_private) as file:
        yield file


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _origin(app: "Study") -> str:
    """Where the results come from, and as of when."""
    source = app.provenance
    commit = f", commit {source.commit[:12]}" if source.commit else ""
    dirty = " with uncommitted changes" if source.dirty and source.commit else ""
    return (
        f"{app.campaign.name} in {app.environment.name}, {app.clock.now():%Y-%m-%d %H:%M} UTC, "
        f"turkform {source.tool_version}{commit}{dirty}"
    )


def _say(app: "Study", table: "Table", out: Path | None) -> None:
    unreadable = [one for one in table.results if one.submission.problem]
    where = f" to {out}" if out else ""
    click.echo(f"{len(table.results):,} submissions written{where}: {_origin(app)}.", err=True)
    for one in unreadable[:5]:
        found = one.submission
        click.echo(f"Answers of {found.assignment} were not read: {found.problem}", err=True)
    if len(unreadable) > 5:
        click.echo(f"… and of {len(unreadable) - 5:,} more.", err=True)
