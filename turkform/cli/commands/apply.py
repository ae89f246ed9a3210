"""`turkform apply`."""

from pathlib import Path

import click

from turkform.cli.applying import Request, perform
from turkform.cli.approval import allowed
from turkform.cli.options import (
    apply_options,
    campaign_argument,
    detail_option,
    environment_option,
    plan_options,
    variable_options,
)
from turkform.cli.variables import given_variables
from turkform.planning.options import PlanOptions


@click.command("apply")
@campaign_argument
@environment_option
@variable_options
@plan_options
@detail_option
@apply_options
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    target: tuple[str, ...],
    exclude: tuple[str, ...],
    replace: tuple[str, ...],
    detail: str,
    auto_approve: bool,
    approve: str | None,
    max_spend: str | None,
    max_deletes: int | None,
    max_emails: int | None,
    parallelism: int,
    lock_timeout: float,
) -> int:
    """Plan, show, ask, and do exactly that, once; safe to kill and to run again."""
    limits = allowed(
        auto_approve=auto_approve,
        approve=approve,
        max_spend=max_spend,
        max_deletes=max_deletes,
        max_emails=max_emails,
    )
    values = given_variables(variable_files, variables)
    options = PlanOptions(target, exclude, replace)
    return perform(
        Request(campaign, environment, values, options, limits, parallelism, lock_timeout, detail)
    )
