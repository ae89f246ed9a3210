"""`turkform destroy`."""

from pathlib import Path

import click

from turkform.cli.applying import Request, apply_options, perform
from turkform.cli.options import (
    campaign_argument,
    environment_option,
    parse_variables,
    variable_option,
)
from turkform.planning.options import PlanOptions


@click.command("destroy")
@campaign_argument
@environment_option
@variable_option
@apply_options
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    auto_approve: bool,
    max_spend: str | None,
    max_deletes: int | None,
    parallelism: int,
    lock_timeout: float,
) -> int:
    """Expire and delete what the campaign made; HITs that wait for review are kept."""
    return perform(
        Request(
            campaign,
            environment,
            parse_variables(variables),
            PlanOptions(destroy=True),
            auto_approve,
            max_spend,
            max_deletes,
            parallelism,
            lock_timeout,
        )
    )
