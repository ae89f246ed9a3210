"""Arguments of commands whose first one, the campaign, may be left out."""

from pathlib import Path

import click


def after_campaign(arguments: tuple[str, ...], *names: str) -> tuple[Path, tuple[str, ...]]:
    """The campaign's folder, `.` where there are only as many arguments as `names`, and the rest.

    `click.UsageError` says which arguments are expected.
    """
    if len(arguments) == len(names):
        return Path(), arguments
    if len(arguments) != len(names) + 1:
        wanted = " ".join(["[CAMPAIGN]", *names])
        msg = f"found {len(arguments)} arguments, expected {wanted}"
        raise click.UsageError(msg)
    folder = Path(arguments[0])
    if not folder.is_dir():
        msg = f"{arguments[0]!r} is no folder; expected a campaign's folder first"
        raise click.UsageError(msg)
    return folder, arguments[1:]
