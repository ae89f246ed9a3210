"""`turkform doctor`."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from turkform.cli.options import (
    campaign_argument,
    environment_option,
    format_option,
    variable_options,
)
from turkform.cli.variables import given_variables

if TYPE_CHECKING:
    from turkform.engine.checkup import Finding


@click.command("doctor")
@campaign_argument
@environment_option
@variable_options
@format_option
def command(
    *,
    campaign: Path,
    environment: str | None,
    variables: tuple[str, ...],
    variable_files: tuple[Path, ...],
    form: str,
) -> int:
    """Check everything that a run needs, and change nothing.

    Looks at the configuration, the credentials, the endpoint, the balance, this machine's clock,
    the state and its lock. Ends with the exit code that a run would fail with.
    """
    from turkform.engine.checkup import document, exit_code

    values = given_variables(variable_files, variables)
    findings = list(_findings(campaign, environment, values))
    if form == "json":
        click.echo(json.dumps(document(findings), indent=2, ensure_ascii=False))
    else:
        _print(findings)
    return exit_code(findings)


def _findings(
    campaign: Path, environment: str | None, values: dict[str, str]
) -> "Iterator[Finding]":
    from turkform.app import open_app
    from turkform.core.errors import ConfigurationInvalid, CredentialsOrFunds, TurkformError
    from turkform.engine import checkup
    from turkform.engine.checkup import Finding, Level

    names = {ConfigurationInvalid: "configuration", CredentialsOrFunds: "credentials"}
    try:
        app = open_app(campaign, environment, values)
    except TurkformError as error:
        yield checkup.failed(names.get(type(error), "environment"), error)
        return
    yield Finding("environment", Level.OK, app.environment.name)
    yield Finding("configuration", Level.OK, f"{app.campaign.name} is valid")
    yield from checkup.check_account(app.reader, app.environment.endpoint)
    yield checkup.check_clock(app.clock.skew)
    yield from checkup.check_state(app.store)


def _print(findings: "Sequence[Finding]") -> None:
    from turkform.render.text import printable

    for one in findings:
        first, *rest = printable(one.text).splitlines() or [""]
        click.echo(f"{one.level.value:8} {one.name:14} {first}")
        for line in rest:
            click.echo(" " * 24 + line)
