"""`turkform fmt`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from turkform.cli.options import campaign_argument

if TYPE_CHECKING:
    from turkform.core.diagnostics import Diagnostic


@click.command("fmt")
@campaign_argument
@click.option("--check", is_flag=True, help="Write nothing; exit with 3 where a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
def command(*, campaign: Path, check: bool, diff: bool) -> int:
    """Lay out the YAML files of a campaign, and turkform.yaml, in one way.

    Indentation, spaces, blank lines and the columns of comments are set. Comments, quotes, the
    order of keys and every value stay. The names of files that change are printed.
    """
    from turkform.config.formatting import formatted
    from turkform.core.errors import ConfigurationInvalid, ExitCode

    changed = False
    problems: list[Diagnostic] = []
    for file in _files(campaign):
        before = _text(file)
        try:
            after = formatted(str(file), before)
        except ConfigurationInvalid as invalid:
            problems += invalid.diagnostics
            continue
        if after == before:
            continue
        changed = True
        click.echo(_difference(file, before, after) if diff else str(file), nl=not diff)
        if not check and not diff:
            _write(file, after)
    if problems:
        raise ConfigurationInvalid(problems)
    return ExitCode.CHECK_FAILED if check and changed else ExitCode.DONE


def _files(campaign: Path) -> Iterator[Path]:
    yield from sorted(campaign.glob("*.yaml"))


def _text(file: Path) -> str:
    from turkform.core.diagnostics import Diagnostic, SourceSpan
    from turkform.core.errors import ConfigurationInvalid

    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"the file is not UTF-8 (byte {error.start})"
        raise ConfigurationInvalid([Diagnostic(msg, SourceSpan(str(file)))]) from error


def _difference(file: Path, before: str, after: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), str(file), str(file)
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _write(file: Path, text: str) -> None:
    """Replace the file in one step, so that no crash leaves half of it."""
    beside = file.with_name(f".{file.name}.turkform")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.chmod(file.stat().st_mode)
    beside.replace(file)
