"""`turkform unlock`."""

from pathlib import Path

import click

from turkform.cli.options import campaign_argument, environment_option
from turkform.cli.output import interactive, say


@click.command("unlock")
@campaign_argument
@environment_option
@click.option("--force", is_flag=True, help="Do not ask.")
def command(*, campaign: Path, environment: str | None, force: bool) -> int:
    """Take the lock from a run that is paused or out of reach; it can send nothing more."""
    from turkform.app import open_state
    from turkform.core.errors import Declined, ExitCode

    store = open_state(campaign, environment)
    holder = store.holder()
    if holder is None:
        say("Nobody holds the lock.")
        return ExitCode.DONE
    say(f"The lock is held by {holder}.")
    with store.reading() as state:
        flying = len(state.unresolved()) if state else 0
    if flying:
        say(f"{flying} effects may be in flight; the next apply finds out what became of them.")
    if not force:
        if not interactive():
            msg = "nobody is here to be asked; --force takes the lock over without asking."
            raise Declined(msg)
        answer = click.prompt("Type yes to take it over", err=True, default="", show_default=False)
        if answer.strip() != "yes":
            msg = "declined; the lock is left where it is."
            raise Declined(msg)
    store.take_over(holder)
    say("Taken over: that run can claim, send and record nothing more.")
    return ExitCode.DONE
