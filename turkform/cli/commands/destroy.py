"""`turkform destroy`."""

from pathlib import Path

import click

from turkform.cli.applying import Request, perform
from turkform.cli.approval import allowed
from turkform.cli.options import (
    apply_options,
    campaign_argument,
    detail_option,
    environment_option,
    variable_options,
)
from turkform.cli.variables import given_variables
from turkform.planning.options import PlanOptions


@click.command("destroy")
@campaign_argument
@environment_option
@variable_options
@detail_option
@apply_options
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    detail: str,
    auto_approve: bool,
    approve: str | None,
    max_spend: str | None,
    max_deletes: int | None,
    max_emails: int | None,
    parallelism: int,
    lock_timeout: float,
) -> int:
    """Expire and delete what the campaign made; HITs that wait for review are kept."""
    limits = allowed(
        auto_approve=auto_approve,
        approve=approve,
        max_spend=max_spend,
        max_deletes=max_deletes,
        max_emails=max_emails,
    )
    values = given_variables(variable_files, variables)
    options = PlanOptions(destroy=True)
    return perform(
        Request(campaign, environment, values, options, limits, parallelism, lock_timeout, detail)
    )
