"""`turkform validate`."""

import json
from pathlib import Path

import click

from turkform.cli.options import (
    campaign_argument,
    environment_option,
    format_option,
    variable_options,
)
from turkform.cli.variables import given_variables


@click.command("validate")
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
    """Check a campaign offline: every error of every file, each with its place."""
    from turkform.core.errors import ConfigurationInvalid, ExitCode
    from turkform.kinds.hit.checked import question_findings
    from turkform.loading import load

    try:
        loaded = load(campaign, environment, given_variables(variable_files, variables))
        found = question_findings(loaded)
        if found:
            raise ConfigurationInvalid(found)
    except ConfigurationInvalid as invalid:
        if form == "json":
            click.echo(json.dumps(_as_json(invalid)))
            return ExitCode.CONFIGURATION_INVALID
        count = len(invalid.diagnostics)
        click.echo(str(invalid), err=True)
        click.echo(f"{count} error{'s' if count != 1 else ''}.", err=True)
        return ExitCode.CONFIGURATION_INVALID
    objects = {key: len(named) for key, named in loaded.sections.items() if named}
    if form == "json":
        click.echo(json.dumps({"format_version": "1", "valid": True, "diagnostics": []}))
    else:
        listed = ", ".join(_counted(key, count) for key, count in objects.items())
        click.echo(f"{loaded.name} is valid: {listed or 'no objects'}.")
    return ExitCode.DONE


def _counted(key: str, count: int) -> str:
    words = "HIT groups" if key == "hits" else key.replace("_", " ").replace("hit", "HIT")
    return f"{count} {words.removesuffix('s') if count == 1 else words}"


def _as_json(invalid: object) -> dict[str, object]:
    from turkform.core.errors import ConfigurationInvalid

    found = invalid.diagnostics if isinstance(invalid, ConfigurationInvalid) else ()
    return {
        "format_version": "1",
        "valid": False,
        "diagnostics": [
            {
                "severity": d.severity.value,
                "file": d.span.file if d.span else None,
                "line": d.span.line if d.span else None,
                "column": d.span.column if d.span else None,
                "address": d.address,
                "message": d.message,
                "hint": d.hint,
            }
            for d in found
        ],
    }
