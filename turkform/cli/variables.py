"""Values of variables from the command line: `--var NAME=VALUE` and `--var-file FILE`."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click


def given_variables(files: Iterable[Path], pairs: Iterable[str]) -> dict[str, str]:
    """Later files win over earlier ones, and `--var` over all files."""
    values: dict[str, str] = {}
    for file in files:
        values |= _read(file)
    return values | _pairs(pairs)


def _pairs(pairs: Iterable[str]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or not name:
            msg = f"{pair!r} is not NAME=VALUE"
            raise click.BadParameter(msg, param_hint="--var")
        values[name] = value
    return values


def _read(file: Path) -> Mapping[str, str]:
    """A YAML mapping of names to plain values, read as strictly as a campaign."""
    from turkform.config.yaml_source import parse
    from turkform.core.diagnostics import Diagnostic, SourceSpan
    from turkform.core.errors import ConfigurationInvalid

    source = parse(str(file), file.read_bytes())
    problems = list(source.diagnostics)
    data = source.data if isinstance(source.data, dict) else {}
    if not problems and not isinstance(source.data, dict | None):
        hint = "Write one NAME: VALUE on each line."
        problems.append(Diagnostic("expected names and values", SourceSpan(str(file)), hint=hint))
    for name, value in data.items():
        if not isinstance(value, str):
            problems.append(Diagnostic("expected a plain value", source.spans[(name,)], name))
    if problems:
        raise ConfigurationInvalid(problems)
    return {name: value for name, value in data.items() if isinstance(value, str)}
