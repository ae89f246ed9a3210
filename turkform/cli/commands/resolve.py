"""`turkform resolve`."""

import getpass
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from turkform.cli.applying import locked
from turkform.cli.options import environment_option, format_option, lock_option, variable_options
from turkform.cli.output import command_line, say
from turkform.cli.variables import given_variables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from turkform.core.rulings import Ruling


@click.command("resolve")
@click.argument("words", nargs=-1, metavar="[CAMPAIGN] [ID]")
@click.option("--happened", "judgement", flag_value="happened", help="It was done.")
@click.option("--did-not-happen", "judgement", flag_value="did_not_happen", help="It was not done.")
@click.option("--write-off", "judgement", flag_value="write_off", help="Nobody knows; never again.")
@click.option("--evidence", default="", metavar="TEXT", help="How you know.")
@click.option("--worker", default="", metavar="WORKER", help="Of several, only this one.")
@click.option("--show-worker-ids", is_flag=True, help="Do not mask worker ids in text.")
@lock_option
@environment_option
@variable_options
@format_option
def command(
    *,
    words: tuple[str, ...],
    judgement: str | None,
    evidence: str,
    worker: str,
    show_worker_ids: bool,
    lock_timeout: float,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    form: str,
) -> int:
    """List outcomes that nobody knows; with an ID, settle one. Nothing is sent."""
    from turkform.core.errors import ExitCode

    campaign, intent_id = _targets(words)
    if intent_id is None:
        if judgement or worker or evidence:
            msg = "say which one: turkform resolve CAMPAIGN ID --happened"
            raise click.UsageError(msg)
        _list(campaign, environment, form, show_ids=show_worker_ids)
        return ExitCode.DONE
    if judgement is None:
        msg = "say what you know: --happened, --did-not-happen or --write-off"
        raise click.UsageError(msg)
    from turkform.core.rulings import Judgement, Ruling

    ruling = Ruling(intent_id, Judgement(judgement), _who(), evidence, worker)
    values = given_variables(variable_files, variables)
    return _settle(campaign, environment, values, ruling, lock_timeout)


def _targets(words: tuple[str, ...]) -> tuple[Path, str | None]:
    if len(words) > 2:
        msg = "at most a campaign and an id are taken"
        raise click.UsageError(msg)
    if len(words) == 2:
        return _folder(words[0]), words[1]
    if words and not Path(words[0]).is_dir():
        return Path(), words[0]
    return (Path(words[0]) if words else Path()), None


def _folder(word: str) -> Path:
    if not Path(word).is_dir():
        msg = f"Directory {word!r} does not exist."
        raise click.BadParameter(msg, param_hint="CAMPAIGN")
    return Path(word)


def _list(campaign: Path, environment: str | None, form: str, *, show_ids: bool) -> None:
    from turkform.app import open_state
    from turkform.engine.resolving import questions
    from turkform.render.questions import questions_json, questions_text

    with open_state(campaign, environment).reading() as state:
        found = questions(state.unresolved(), state.ledger()) if state else []
    if form == "json":
        click.echo(questions_json(found), nl=False)
        return
    hint = command_line("turkform", "resolve", campaign, options={"--env": environment})
    click.echo(questions_text(found, hint, show_ids=show_ids), nl=False)


def _settle(
    campaign: Path,
    environment: str | None,
    values: "Mapping[str, str]",
    ruling: "Ruling",
    lock_timeout: float,
) -> int:
    from dataclasses import replace

    from turkform.app import open_app
    from turkform.core.errors import ExitCode
    from turkform.engine.resolving import check, find, workers

    app = open_app(campaign, environment, values)
    app.reader.call("GetAccountBalance", {})  # tells what time it is at the service
    with locked(app.store, "resolve", lock_timeout) as session:
        intent = find(session.unresolved(), ruling.intent_id)
        given = replace(ruling, intent_id=intent.intent_id)
        check(intent, given, app.clock.now(), workers(intent, session.ledger()))
        session.rule(given)
        left = len(session.unresolved())
    said = given.judgement.value.replace("_", " ")
    say(f"{intent.operation} {intent.intent_id[:12]}: {said}.")
    say(f"{left} more in doubt." if left else "Nothing is in doubt any more.")
    return ExitCode.DONE


def _who() -> str:
    return f"{getpass.getuser()}@{socket.gethostname()}"
