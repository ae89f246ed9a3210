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
@click.option("--watch", is_flag=True, help="Apply again and again until interrupted.")
@click.option(
    "--interval", default="5m", show_default=True, metavar="DURATION", help="Between rounds."
)
@click.option("--queue", metavar="URL", help="An SQS queue whose notifications start a round.")
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
    watch: bool,
    interval: str,
    queue: str | None,
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
    if watch:
        return _watch(request, interval, queue)
    if queue is not None:
        msg = "--queue goes with --watch."
        raise click.UsageError(msg)
    return perform(request if campaign.is_dir() else _from_file(request))


def _watch(request: Request, interval: str, queue: str | None) -> int:
    from turkform.cli.watching import watch
    from turkform.core.durations import parse_duration

    if not request.campaign.is_dir():
        msg = "a saved plan is carried out once; give --watch a campaign."
        raise click.UsageError(msg)
    if not request.allowed.words:
        msg = "nobody is asked while watching: give --auto-approve or --approve with --watch."
        raise click.UsageError(msg)
    try:
        seconds = parse_duration(interval).total_seconds()
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--interval") from error
    return watch(request, seconds, queue)


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
