"""The command line: parse, build, call, exit code. Heavy imports wait until a command runs."""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from types import FrameType

import click

from turkform.cli.streams import forgiving, let_go, mute
from turkform.version import VERSION

# Command, module under cli/commands, one line of help: known without importing anything.
COMMANDS = {
    "init": ("init", "Make a campaign from a template, and turkform.yaml."),
    "validate": ("validate", "Check a campaign offline, every error at once."),
    "fmt": ("fmt", "Lay out a campaign's files in one way, comments kept."),
    "cost": ("cost", "Show what the campaign costs, fees included, and nothing else."),
    "plan": ("plan", "Show what would change, why, and what it costs."),
    "apply": ("apply", "Do exactly that, once."),
    "destroy": ("destroy", "Expire and delete what the campaign made."),
    "review": ("review", "Decide about submissions on a local page or in a spreadsheet."),
    "test": ("test", "Rehearse a campaign with simulated workers and passing time."),
    "results": ("results", "Write the answers to CSV, JSON Lines, JSON or Parquet."),
    "status": ("status", "Show progress, spend, hourly pay and what needs attention."),
    "ledger": ("ledger", "List who was paid, mailed and granted what, and why."),
    "report": ("report", "Write one HTML page about the study, for a review board."),
    "schema": ("schema", "Print the JSON Schema of campaigns, projects or plans."),
    "show": ("show", "Look at a saved plan, or at everything that is remembered."),
    "resolve": ("resolve", "List and settle what nobody knows about."),
    "import": ("import_", "Adopt a live object that the configuration declares."),
    "state": ("state", "Look at what turkform remembers, and mend it."),
    "iam-policy": ("iam_policy", "Print the AWS policy that the campaign needs."),
    "unlock": ("unlock", "Take the lock from a run that is paused or out of reach."),
    "doctor": ("doctor", "Check configuration, credentials, endpoint, clock and state."),
    "marketplace": ("marketplace", "Run the MTurk-compatible service."),
}


class LazyGroup(click.Group):
    """Imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"turkform.cli.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of our output has gone (plan | head); nothing is wrong. Said here, because
            # click would turn it into an error.
            mute(sys.stdout.fileno())
            return 128 + signal.SIGPIPE

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f' Did you mean "{close[0]}"?' if close else " Try turkform --help."
            ctx.fail(f'There is no command "{args[0]}".{hint}')
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="turkform", message="%(prog)s %(version)s")
def cli() -> None:
    """Plan and apply paid human work: studies on Mechanical Turk as YAML, executed once."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, and leave with an exit code of the contract (design section 4)."""
    # A command is short-lived and keeps nearly everything that it makes: collect rarely.
    gc.set_threshold(50_000, 20, 20)
    # Plugins of other packages must neither see configurations nor be searched for at each start.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    # While nothing is being sent there is nothing to drain: leave at once, and cleanly.
    signal.signal(signal.SIGTERM, _terminate)
    # A shell that runs scripts starts background commands deaf to it; an interrupt that was sent
    # to this process means this process.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stderr = forgiving(sys.stderr)
    sys.exit(run(arguments))


def _terminate(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code."""
    from turkform.core.errors import ExitCode, TurkformError

    try:
        result = cli.main(arguments, prog_name="turkform", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return ExitCode.ERROR
    except TurkformError as error:
        click.echo(f"Error: {error}" if "\n" not in str(error) else str(error), err=True)
        return error.exit_code
    except OSError as error:
        # A full disk, a file that may not be read: the machine's refusal, not a bug of ours.
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"Error: {where}{error.strerror or error}", err=True)
        let_go(sys.stdout)
        return ExitCode.ERROR
    return int(result) if isinstance(result, int) else ExitCode.DONE
