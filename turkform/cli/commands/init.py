"""`turkform init`."""

import secrets
from pathlib import Path

import click

from turkform.cli.scaffolding import CI, TEMPLATES


@click.command("init")
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--template",
    type=click.Choice(TEMPLATES),
    default=TEMPLATES[0],
    show_default=True,
    help="labels: a HIT for each row of a table. survey: a page of your own, in sets of nine.",
)
@click.option(
    "--ci",
    "service",
    type=click.Choice(CI),
    help="Plan on pull requests, apply on merge.",
)
def command(*, folder: Path, template: str, service: str | None) -> None:
    """Make a campaign in FOLDER, and turkform.yaml where no folder above has one.

    Nothing that exists is written over.
    """
    from turkform.cli import scaffolding
    from turkform.cli.output import command_line, say
    from turkform.config.project import find_project_file, own_id

    place = folder.resolve()
    new = list(scaffolding.campaign_files(place, template))
    project = find_project_file(place)
    if project is None:
        # A campaign that ran here without the file keeps its id, and with it its state.
        known = own_id(place / ".turkform")
        new.append(scaffolding.project_file(place, known or secrets.token_hex(16)))
        new += scaffolding.ignore_file(place)
    if service is not None:
        new.append(scaffolding.workflow_file(place, service))
    scaffolding.write_all(new)
    for file in new:
        click.echo(str(file.path))
    if project is not None:
        say(f"It belongs to the project of {project}.")
    say(f"Next: {command_line('turkform', 'plan', folder)}")
