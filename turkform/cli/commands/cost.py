"""`turkform cost`."""

from pathlib import Path

import click

from turkform.cli.options import (
    campaign_argument,
    environment_option,
    variable_options,
)


@click.command("cost")
@campaign_argument
@environment_option
@variable_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
)
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    form: str,
) -> None:
    """Show what the campaign costs as it is written, and what is to pay from here.

    Fees are the marketplace's: 20 %, 40 % from ten assignments on, 5 % for Masters.
    """
    from turkform.app import open_app
    from turkform.cli.output import columns
    from turkform.cli.variables import given_variables
    from turkform.core.errors import Blocked, CredentialsOrFunds
    from turkform.planning.options import PlanOptions
    from turkform.planning.price_list import bonuses, price_list
    from turkform.render.cost import cost_json, cost_markdown, cost_text, price_table
    from turkform.render.progress import LineProgress

    app = open_app(campaign, environment, given_variables(variable_files, variables))
    lines, rules = price_list(app.campaign), tuple(bonuses(app.campaign))
    try:
        with app.store.reading() as state:
            plan = app.plan(PlanOptions(), state, LineProgress())
    except (Blocked, CredentialsOrFunds):
        # Too expensive is what somebody asks the cost for: tell it before the refusal.
        click.echo(price_table(lines, columns()), nl=False, err=form == "json")
        raise
    if form == "json":
        text = cost_json(plan, lines, rules)
    elif form == "markdown":
        text = cost_markdown(plan, lines, rules)
    else:
        text = cost_text(plan, lines, rules, columns())
    click.echo(text, nl=False)
