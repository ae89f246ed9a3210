"""`turkform plan`."""

from pathlib import Path

import click

from turkform.cli.options import (
    campaign_argument,
    detail_option,
    environment_option,
    plan_format_option,
    plan_options,
    variable_options,
)


@click.command("plan")
@campaign_argument
@environment_option
@variable_options
@plan_options
@click.option("--destroy", is_flag=True, help="Plan to take everything down.")
@click.option("--refresh-only", is_flag=True, help="Show drift only.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@detail_option
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Save the plan for apply FILE.",
)
@plan_format_option
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    target: tuple[str, ...],
    exclude: tuple[str, ...],
    replace: tuple[str, ...],
    destroy: bool,
    refresh_only: bool,
    detailed_exitcode: bool,
    detail: str,
    out: Path | None,
    form: str,
) -> int:
    """Refresh, compare with the configuration, and show changes, reasons and cost."""
    from turkform.app import open_app
    from turkform.cli.output import command_line, show_plan
    from turkform.cli.variables import given_variables
    from turkform.core.errors import ExitCode
    from turkform.planning.options import PlanOptions
    from turkform.render.progress import LineProgress

    values = given_variables(variable_files, variables)
    app = open_app(campaign, environment, values)
    if out is not None:
        app.store.make()  # a saved plan is bound to a state, so there has to be one
    options = PlanOptions(target, exclude, replace, destroy=destroy, refresh_only=refresh_only)
    with app.store.reading() as state:
        plan = app.plan(options, state, LineProgress())
        if out is not None and state is not None:
            app.save(out, plan, values, state)
    given = {
        "--env": environment,
        "--var": variables,
        "--var-file": variable_files,
        "--target": target,
        "--exclude": exclude,
        "--replace": replace,
    }
    verb = "destroy" if destroy else "apply"
    words, given = ((verb, campaign), given) if out is None else (("apply", out), {})
    show_plan(plan, form, detail, command_line("turkform", *words, options=given))
    return ExitCode.CHANGES if detailed_exitcode and not plan.empty else ExitCode.DONE
