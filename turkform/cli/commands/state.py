"""`turkform state`: list, show, rebuild."""

import json
from pathlib import Path

import click

from turkform.cli.options import environment_option, variable_options
from turkform.cli.variables import given_variables


@click.group("state")
def command() -> None:
    """Look at what turkform remembers."""


@command.command("list")
@click.argument("campaign", default=".", type=click.Path(exists=True, path_type=Path))
@environment_option
def list_(campaign: Path, environment: str | None) -> None:
    """List the addresses of all objects."""
    from turkform.app import open_state

    with open_state(campaign, environment).reading() as state:
        for resource in sorted(state.resources() if state else (), key=lambda r: r.address.group):
            if resource.status != "gone":
                click.echo(f"{resource.address}  {resource.mturk_id}")


@command.command("show")
@click.argument("campaign", type=click.Path(exists=True, path_type=Path))
@click.argument("address")
@environment_option
def show(campaign: Path, address: str, environment: str | None) -> None:
    """Show one object as it was last written."""
    from turkform.app import open_state
    from turkform.core.errors import TurkformError

    with open_state(campaign, environment).reading() as state:
        found = [r for r in (state.resources() if state else ()) if str(r.address) == address]
    if not found:
        msg = f"the state has no object {address}. turkform state list shows what there is."
        raise TurkformError(msg)
    [resource] = found
    document = {
        "address": address,
        "id": resource.mturk_id,
        "status": resource.status,
        "generation": resource.generation,
        "protect": resource.protect,
        "attributes": resource.attributes,
    }
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


@command.command("rebuild")
@click.argument("campaign", default=".", type=click.Path(exists=True, path_type=Path))
@environment_option
@variable_options
def rebuild(
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
) -> int:
    """Find live objects of the campaign that the state does not know, and adopt them."""
    from turkform.app import open_app
    from turkform.core.errors import ExitCode
    from turkform.render.progress import LineProgress

    app = open_app(campaign, environment, given_variables(variable_files, variables))
    with app.store.writing("state rebuild") as session:
        found = app.rebuild(session, LineProgress())
    if not found.resources:
        click.echo("Nothing was lost: the state knows every object that the campaign wants.")
    return ExitCode.DONE
