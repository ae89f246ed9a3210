"""`turkform state`: list, show, mv, rm, pull, verify, rebuild."""

import json
from pathlib import Path

import click

from turkform.cli.arguments import after_campaign
from turkform.cli.options import environment_option, lock_option, variable_options
from turkform.cli.variables import given_variables

_campaign = click.argument("campaign", default=".", type=click.Path(exists=True, path_type=Path))


@click.group("state")
def command() -> None:
    """Look at what turkform remembers, and mend it. Nothing is sent by any of these."""


@command.command("list")
@_campaign
@environment_option
def list_(campaign: Path, environment: str | None) -> None:
    """List the addresses of all objects."""
    from turkform.app import open_state

    with open_state(campaign, environment).reading() as state:
        for resource in sorted(state.resources() if state else (), key=lambda r: str(r.address)):
            if resource.status != "gone":
                click.echo(f"{resource.address}  {resource.mturk_id}")


@command.command("show")
@click.argument("arguments", nargs=-1, required=True, metavar="[CAMPAIGN] ADDRESS")
@environment_option
def show(arguments: tuple[str, ...], environment: str | None) -> None:
    """Show one object as it was last written."""
    from turkform.app import open_state
    from turkform.cli.addresses import covered
    from turkform.render.state_json import object_document

    campaign, (address,) = after_campaign(arguments, "ADDRESS")
    with open_state(campaign, environment).reading() as state:
        found = covered(address, state.resources() if state else ())
    documents = [object_document(resource) for resource in found]
    shown = documents[0] if len(documents) == 1 else documents
    click.echo(json.dumps(shown, indent=2, ensure_ascii=False))


@command.command("mv")
@click.argument("arguments", nargs=-1, required=True, metavar="[CAMPAIGN] FROM TO")
@environment_option
@lock_option
def mv(arguments: tuple[str, ...], environment: str | None, lock_timeout: float) -> None:
    """Give an object or a group another address.

    A moved: block does the same, for everybody who has the files.
    """
    from turkform.app import open_state
    from turkform.cli.addresses import covered, parsed
    from turkform.cli.applying import locked
    from turkform.kinds.follow_up.extensions import with_extensions
    from turkform.planning.moves import moved

    campaign, (old, new) = after_campaign(arguments, "FROM", "TO")
    source, target = parsed(old), parsed(new)
    if source.kind != target.kind or source.kind == "follow_up":
        msg = f"{source} cannot become {target}: an object keeps its kind, and a rule its name"
        raise click.UsageError(msg)
    with locked(open_state(campaign, environment), "state mv", lock_timeout) as session:
        resources = session.resources()
        covered(old, resources)
        # The ledger knows an extension by the address that the HIT had then.
        shifted = moved({source: target}, with_extensions(resources, session.ledger()))
        session.record([], shifted.changed)
    for address, origin in shifted.origins.items():
        click.echo(f"{origin} -> {address}")


@command.command("rm")
@click.argument("arguments", nargs=-1, required=True, metavar="[CAMPAIGN] ADDRESS")
@environment_option
@lock_option
def rm(arguments: tuple[str, ...], environment: str | None, lock_timeout: float) -> None:
    """Forget objects; they stay on the service. ADDRESS may be a group or a pattern.

    What is still in the configuration is made anew by the next apply, and paid for again.
    """
    from turkform.app import open_state
    from turkform.cli.addresses import covered
    from turkform.cli.applying import locked
    from turkform.planning.moves import forgotten

    campaign, (pattern,) = after_campaign(arguments, "ADDRESS")
    with locked(open_state(campaign, environment), "state rm", lock_timeout) as session:
        found = covered(pattern, session.resources())
        session.record([], [forgotten(resource) for resource in found])
    for resource in found:
        click.echo(f"forgotten: {resource.address}  {resource.mturk_id}")
    click.echo(
        "They are on the service as before. What the configuration still wants, the next apply "
        "makes anew and pays again.",
        err=True,
    )


@command.command("pull")
@_campaign
@environment_option
def pull(campaign: Path, environment: str | None) -> None:
    """Print the state as sorted JSON.

    Two of them can be compared line by line.
    """
    from turkform.app import open_state
    from turkform.core.errors import TurkformError
    from turkform.render.state_json import state_document

    with open_state(campaign, environment).reading() as state:
        if state is None:
            msg = "there is no state yet: nothing was applied here."
            raise TurkformError(msg)
        click.echo(json.dumps(state_document(state), indent=2, ensure_ascii=False))


@command.command("verify")
@_campaign
@environment_option
def verify(campaign: Path, environment: str | None) -> int:
    """Compare the state with its journal.

    Every row that was edited by hand is named.
    """
    from turkform.app import open_state
    from turkform.core.errors import ExitCode

    found = open_state(campaign, environment).verify()
    for problem in found:
        click.echo(problem)
    click.echo(f"{len(found)} problems." if found else "The state is sound.", err=True)
    return ExitCode.ERROR if found else ExitCode.DONE


@command.command("rebuild")
@_campaign
@environment_option
@variable_options
@lock_option
def rebuild(
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    lock_timeout: float,
) -> int:
    """Find and adopt what the state has lost.

    Live objects of the campaign are known by their markers, names and content.
    """
    from turkform.app import open_app
    from turkform.cli.applying import locked
    from turkform.core.errors import ExitCode
    from turkform.render.progress import LineProgress

    app = open_app(campaign, environment, given_variables(variable_files, variables))
    with locked(app.store, "state rebuild", lock_timeout) as session:
        found = app.rebuild(session, LineProgress())
    if not found.resources:
        click.echo("Nothing was lost: the state knows every object that the campaign wants.")
    return ExitCode.DONE
