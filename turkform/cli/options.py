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
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
plan_format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "html", "svg"]),
    default="text",
    show_default=True,
)
detail_option = click.option(
    "--detail",
    type=click.Choice(["summary", "group", "full"]),
    default="group",
    show_default=True,
    help="Counts and money alone, equal changes as one, or every address.",
)


def variable_options(command: Command) -> Command:
    """`--var` and `--var-file`."""
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    for option in (
        click.option("--var-file", "variable_files", multiple=True, metavar="FILE", type=file,
                     help="Set variables from a YAML file."),
        click.option("--var", "variables", multiple=True, metavar="NAME=VALUE",
                     help="Set a variable."),
    ):  # fmt: skip
        command = option(command)
    return command


def plan_options(command: Command) -> Command:
    """`--target`, `--exclude`, `--replace`."""
    for name, text in (
        ("--replace", "Replace these objects."),
        ("--exclude", "Leave these objects alone, and what cannot be made without them."),
        ("--target", "Plan these objects only, with what they depend on."),
    ):
        command = click.option(name, multiple=True, metavar="ADDRESS", help=text)(command)
    return command


def _seconds(_context: click.Context, option: click.Parameter, text: str) -> float:
    from turkform.core.durations import parse_duration

    try:
        return parse_duration(f"{text}s" if text.isdecimal() else text).total_seconds()
    except ValueError as error:
        raise click.BadParameter(str(error), param=option) from error


lock_option = click.option(
    "--lock-timeout",
    default="0s",
    metavar="DURATION",
    callback=_seconds,
    help="Wait so long for the lock, such as 90s or 5m.",
)


def apply_options(command: Command) -> Command:
    """What is approved, limits, parallelism, lock timeout."""
    options = (
        lock_option,
        click.option(
            "--parallelism",
            default=16,
            show_default=True,
            type=click.IntRange(1, 64),
            help="Calls at once.",
        ),
        click.option(
            "--max-deletes", type=click.IntRange(0), help="Refuse to delete more objects."
        ),
        click.option("--max-emails", type=click.IntRange(0), help="Refuse to send more e-mails."),
        click.option("--max-spend", metavar="AMOUNT", help="Refuse to commit more money."),
        click.option(
            "--approve",
            metavar="WORDS",
            help="Approve these of create,update,delete,pay,email and nothing else.",
        ),
        click.option("--auto-approve", is_flag=True, help="Approve everything; do not ask."),
    )
    for option in options:
        command = option(command)
    return command
