"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

campaign_argument = click.argument(
    "campaign",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
environment_option = click.option(
    "--env", "environment", metavar="NAME", help="Environment of turkform.yaml (default: local)."
)
variable_option = click.option(
    "--var", "variables", multiple=True, metavar="NAME=VALUE", help="Set a variable."
)
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


def plan_options(command: Command) -> Command:
    """`--target`, `--exclude`, `--replace`."""
    for name, text in (
        ("--replace", "Replace these objects."),
        ("--exclude", "Leave these objects alone."),
        ("--target", "Plan these objects only, with what they depend on."),
    ):
        command = click.option(name, multiple=True, metavar="ADDRESS", help=text)(command)
    return command


def parse_variables(pairs: tuple[str, ...]) -> dict[str, str]:
    """`NAME=VALUE` texts as a mapping."""
    values = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or not name:
            msg = f"{pair!r} is not NAME=VALUE"
            raise click.BadParameter(msg, param_hint="--var")
        values[name] = value
    return values
