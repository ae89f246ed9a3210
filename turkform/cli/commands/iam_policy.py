"""`turkform iam-policy`."""

from pathlib import Path

import click

from turkform.cli.options import campaign_argument, environment_option, variable_options
from turkform.cli.variables import given_variables


@click.command("iam-policy")
@campaign_argument
@environment_option
@variable_options
@click.option("--read-only", is_flag=True, help="For plans alone, as in a check of a change.")
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    read_only: bool,
) -> None:
    """Print the AWS policy with the least rights that the campaign can do with."""
    from turkform.kinds.permissions import permissions
    from turkform.loading import load
    from turkform.render.iam_policy import iam_policy

    loaded = load(campaign, environment, given_variables(variable_files, variables))
    click.echo(iam_policy(permissions(loaded), read_only=read_only), nl=False)
