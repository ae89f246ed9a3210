"""`turkform import`: adopt one live object, now."""

from pathlib import Path

import click

from turkform.cli.arguments import after_campaign
from turkform.cli.options import environment_option, lock_option, variable_options
from turkform.cli.variables import given_variables


@click.command("import")
@click.argument("arguments", nargs=-1, required=True, metavar="[CAMPAIGN] ADDRESS ID")
@environment_option
@variable_options
@lock_option
def command(
    *,
    arguments: tuple[str, ...],
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    lock_timeout: float,
) -> int:
    """Adopt a live object under an address that the configuration declares.

    The service is only read. What differs from the configuration is shown by the next plan.
    """
    from turkform.app import open_app
    from turkform.cli.addresses import parsed
    from turkform.cli.applying import locked
    from turkform.cli.output import command_line, say
    from turkform.core.errors import ExitCode
    from turkform.render.progress import LineProgress

    campaign, (text, mturk_id) = after_campaign(arguments, "ADDRESS", "ID")
    address = parsed(text)
    app = open_app(campaign, environment, given_variables(variable_files, variables))
    with locked(app.store, "import", lock_timeout) as session:
        if session.serial == 0:
            app.rebuild(session, LineProgress())  # what a lost state knew comes first
        known = {resource.address: resource for resource in session.resources()}
        found = app.imported({address: mturk_id}, known)
        session.record([], found)
    if not found:
        click.echo(f"{address} is {mturk_id} already.")
        return ExitCode.DONE
    click.echo(f"{address} is {mturk_id} from now on.")
    say(f"What differs: {command_line('turkform', 'plan', campaign)}")
    return ExitCode.DONE
