"""`turkform plan`."""

from pathlib import Path

import click

from turkform.cli.options import (
    campaign_argument,
    environment_option,
    format_option,
    parse_variables,
    plan_options,
    variable_option,
)


@click.command("plan")
@campaign_argument
@environment_option
@variable_option
@plan_options
@click.option("--destroy", is_flag=True, help="Plan to take everything down.")
@click.option("--refresh-only", is_flag=True, help="Show drift only.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@format_option
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    target: tuple[str, ...],
    exclude: tuple[str, ...],
    replace: tuple[str, ...],
    destroy: bool,
    refresh_only: bool,
    detailed_exitcode: bool,
    form: str,
) -> int:
    """Refresh, compare with the configuration, and show changes, reasons and cost."""
    from turkform.app import open_app
    from turkform.core.errors import ExitCode
    from turkform.planning.options import PlanOptions
    from turkform.render.plan_json import plan_json
    from turkform.render.plan_text import plan_text
    from turkform.render.progress import LineProgress

    app = open_app(campaign, environment, parse_variables(variables))
    options = PlanOptions(target, exclude, replace, destroy=destroy, refresh_only=refresh_only)
    with app.store.reading() as state:
        plan = app.plan(options, state, LineProgress())
    verb = "destroy" if destroy else "apply"
    next_command = f"turkform {verb} {campaign}" + (f" --env {environment}" if environment else "")
    text = plan_json(plan) if form == "json" else plan_text(plan, next_command=next_command)
    click.echo(text, nl=False)
    return ExitCode.CHANGES if detailed_exitcode and not plan.empty else ExitCode.DONE
