"""`turkform test`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from turkform.cli.options import campaign_argument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from turkform.scenarios.run import Outcome
    from turkform.scenarios.spec import Scenario


@click.command("test")
@campaign_argument
@click.option(
    "--junit",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write what CI systems read.",
)
@click.option("--only", metavar="TEXT", help="Scenarios whose name or file contains this.")
@click.option(
    "--jobs", default=2, show_default=True, type=click.IntRange(1, 64), help="Scenarios at once."
)
def command(*, campaign: Path, junit: Path | None, only: str | None, jobs: int) -> int:
    """Run the scenarios of a campaign, scenarios/*.yaml, on marketplaces of their own.

    Simulated workers work, time passes in an instant, and what came of it is compared with what
    the scenario expects. Nothing touches the campaign's state or a real service. Exit code 3 when
    a scenario fails.
    """
    from turkform.core.errors import ExitCode, TurkformError
    from turkform.scenarios.spec import FOLDER, load_scenarios

    scenarios = load_scenarios(campaign)
    chosen = [one for one in scenarios if only is None or only in one.spec.scenario + one.file]
    if not chosen:
        msg = f"there is no scenario in {campaign / FOLDER}" + (f" with {only!r}" if only else "")
        raise TurkformError(msg)
    outcomes = []
    for outcome in _outcomes(campaign, chosen, jobs):
        _show(outcome)
        outcomes.append(outcome)
    if junit is not None:
        from turkform.scenarios.junit import junit_xml

        junit.write_text(junit_xml(campaign.resolve().name, outcomes), encoding="utf-8")
    failed = sum(1 for one in outcomes if one.failures)
    click.echo(f"\n{len(outcomes) - failed} passed" + (f", {failed} failed" if failed else ""))
    return ExitCode.CHECK_FAILED if failed else ExitCode.DONE


def _outcomes(campaign: Path, scenarios: "Sequence[Scenario]", jobs: int) -> "Iterator[Outcome]":
    """In the order of the files; each in a process of its own when there are several."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from turkform.scenarios.run import run_scenario

    if jobs == 1 or len(scenarios) == 1:
        yield from (run_scenario(campaign, one) for one in scenarios)
        return
    # spawned, not forked: a scenario has threads and databases of its own
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(run_scenario, [campaign] * len(scenarios), scenarios)


def _show(outcome: "Outcome") -> None:
    word = "FAIL" if outcome.failures else "ok"
    click.echo(f"{word:<5} {outcome.name} ({outcome.file}, {outcome.seconds:.1f} s)")
    for text in outcome.failures:
        click.echo("      " + text.replace("\n", "\n      "))
