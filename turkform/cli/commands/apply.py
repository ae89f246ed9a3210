"""`turkform apply`."""

import dataclasses
from pathlib import Path

import click

from turkform.cli.applying import Request, perform
from turkform.cli.approval import allowed
from turkform.cli.options import (
    apply_options,
    detail_option,
    environment_option,
    plan_options,
    variable_options,
)
from turkform.cli.variables import given_variables
from turkform.planning.options import PlanOptions


@click.command("apply")
@click.argument(
    "campaign",
    default=".",
    metavar="[CAMPAIGN or PLANFILE]",
    type=click.Path(exists=True, path_type=Path),
)
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
    """Plan, show, ask, and do exactly that, once; safe to kill and to run again.

    With a plan saved by plan --out, do what was approved there, or refuse.
    """
    limits = allowed(
        auto_approve=auto_approve,
        approve=approve,
        max_spend=max_spend,
        max_deletes=max_deletes,
        max_emails=max_emails,
    )
    values = given_variables(variable_files, variables)
    options = PlanOptions(target, exclude, replace)
    request = Request(
        campaign, environment, values, options, limits, parallelism, lock_timeout, detail
    )
    return perform(request if campaign.is_dir() else _from_file(request))


def _from_file(request: Request) -> Request:
    """Everything that shapes a plan comes from the file."""
    from turkform.cli.saved_plans import campaign_of
    from turkform.engine.plan_file import check_environment, read

    if request.variables or request.options != PlanOptions():
        msg = "a saved plan has its own options: leave --target, --exclude, --replace and --var out"
        raise click.UsageError(msg)
    document = read(request.campaign)
    check_environment(document, request.environment or document.binding.environment)
    return dataclasses.replace(
        request,
        campaign=campaign_of(request.campaign, document),
        environment=request.environment or document.binding.environment,
        variables=document.binding.variables,
        saved=document,
    )
