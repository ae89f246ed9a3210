"""`turkform review`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from turkform.cli.options import (
    campaign_argument,
    environment_option,
    variable_options,
)
from turkform.cli.variables import given_variables

if TYPE_CHECKING:
    from datetime import datetime

    from turkform.results.decisions import DecisionFile
    from turkform.results.review.desk import Desk, Questions
    from turkform.results.table import Table
    from turkform.study import Study

DECISIONS = Path("decisions.csv")


@click.command("review")
@campaign_argument
@environment_option
@variable_options
@click.option(
    "--decisions",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where decisions are kept.  [default: decisions.csv in the campaign]",
    metavar="FILE",
)
@click.option(
    "--import",
    "filled_in",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the Approve and Reject columns of a spreadsheet instead of opening a page.",
    metavar="FILE",
)
@click.option("--pseudonyms", is_flag=True, help="Name workers by a code.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0 picks a free port.")
@click.option("--no-browser", is_flag=True, help="Print the address only.")
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    decisions: Path | None,
    filled_in: Path | None,
    pseudonyms: bool,
    port: int,
    no_browser: bool,
) -> None:
    """Look at each submission and decide: approve, reject, bonus, message.

    Nothing is sent. Decisions are kept in a CSV file, and follow-ups with `from_csv:` carry them
    out; the next plan shows them. `turkform results --requester-columns` writes a spreadsheet to
    fill in instead, and --import takes it back.
    """
    from turkform.app import open_app
    from turkform.reading import results_table, verdicts
    from turkform.render.progress import LineProgress
    from turkform.results.decisions import DecisionFile
    from turkform.results.review.desk import Desk

    app = open_app(campaign, environment, given_variables(variable_files, variables))
    with app.store.reading() as state:
        submissions = app.submissions(state, LineProgress())
        table = results_table(app, state, submissions, pseudonyms=pseudonyms)
        spoken = {} if filled_in else verdicts(app, state, submissions, LineProgress())
    file = DecisionFile(decisions or app.campaign.folder / DECISIONS)
    if filled_in is not None:
        _import(table, file, filled_in, app.clock.now())
    else:
        if not file.path.exists():
            file.save([])
        desk = Desk(app.campaign.name, table, file, _asking(app), spoken, app.clock.now())
        _serve(desk, port, browser=not no_browser)
    _say_rules(app, file)


def _import(table: "Table", file: "DecisionFile", filled_in: Path, now: "datetime") -> None:
    from turkform.core.errors import TurkformError
    from turkform.results.decisions import misfit, read_decisions, without_done

    submissions = {one.submission.assignment: one.submission for one in table.results}
    found = {one.assignment: one for one in read_decisions(filled_in)}
    fresh = without_done(found, submissions.values())
    problems = [
        f"{filled_in}: {name}: {problem}"
        for name, one in fresh.items()
        if (problem := misfit(one, submissions.get(name), now))
    ]
    if problems:
        msg = "\n".join([*problems, "Nothing was taken over."])
        raise TurkformError(msg)
    file.merge(fresh.values())
    click.echo(f"{len(fresh):,} decisions taken over into {file.path}.", err=True)


def _asking(app: "Study") -> "Questions":
    from turkform.core.calls import CallRefused

    def question(hit: str) -> str:
        try:
            return str(app.reader.call("GetHIT", {"HITId": hit})["HIT"].get("Question", ""))
        except CallRefused:
            return ""

    return question


def _serve(desk: "Desk", port: int, *, browser: bool) -> None:
    import secrets
    import socket

    import uvicorn

    from turkform.results.review.site import build_review

    token = secrets.token_urlsafe(24)
    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/?token={token}"
        click.echo(f"Review at {address}\nCtrl-C ends it.")
        if browser:
            click.launch(address)
        config = uvicorn.Config(build_review(desk, token), log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[listener])


def _say_rules(app: "Study", file: "DecisionFile") -> None:
    from turkform.kinds.follow_up.spec import SECTION
    from turkform.results.decisions import RULES

    rules = app.campaign.of(SECTION).values()
    if any(rule.from_csv and Path(rule.from_csv.file).name == file.path.name for rule in rules):
        click.echo("turkform plan shows what these decisions do.", err=True)
        return
    groups = ", ".join(app.campaign.rows)
    text = RULES.format(groups=f"[{groups}]", file=file.path.name)
    click.echo(f"No follow-up reads {file.path.name} yet. Add these to the campaign:\n\n{text}")
