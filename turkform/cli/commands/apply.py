"""`turkform apply`."""

from pathlib import Path

import click

from turkform.cli.applying import Request, apply_options, perform
from turkform.cli.options import (
    campaign_argument,
    environment_option,
    parse_variables,
    plan_options,
    variable_option,
)
from turkform.planning.options import PlanOptions


@click.command("apply")
@campaign_argument
@environment_option
@variable_option
@plan_options
@apply_options
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    target: tuple[str, ...],
    exclude: tuple[str, ...],
    replace: tuple[str, ...],
    auto_approve: bool,
    max_spend: str | None,
    max_deletes: int | None,
    parallelism: int,
    lock_timeout: float,
) -> int:
    """Plan, show, ask, and do exactly that, once; safe to kill and to run again."""
    return perform(
        Request(
            campaign,
            environment,
            parse_variables(variables),
            PlanOptions(target, exclude, replace),
            auto_approve,
            max_spend,
            max_deletes,
            parallelism,
            lock_timeout,
        )
    )
