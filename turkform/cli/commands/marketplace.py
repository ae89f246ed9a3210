"""`turkform marketplace`: the MTurk-compatible service."""

from pathlib import Path

import click


@click.group("marketplace")
def command() -> None:
    """Run the MTurk-compatible service."""


@command.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, help="0 picks a free port.")
@click.option("--database", default="marketplace.db", show_default=True, metavar="FILE")
@click.option("--control", is_flag=True, help="Open the control API, for tests and simulation.")
@click.option("--sandbox", is_flag=True, help="Be the sandbox: nothing is ever charged.")
@click.option("--requester", multiple=True, metavar="KEY:SECRET", help="Demand signed requests.")
@click.option("--balance", default=10_000, show_default=True, metavar="DOLLARS")
def serve(
    *,
    host: str,
    port: int,
    database: str,
    control: bool,
    sandbox: bool,
    requester: tuple[str, ...],
    balance: int,
) -> None:
    """Serve the requester API until interrupted; prints its address first."""
    from turkform.marketplace import admin

    try:
        marketplace = admin.open_served(
            database,
            side="sandbox" if sandbox else None,
            keys=requester,
            balance_cents=balance * 100,
            control=control,
        )
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--requester") from error
    admin.serve(marketplace, host=host, port=port, control=control)


@command.command("reset")
@click.option(
    "--database", required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE"
)
@click.confirmation_option(prompt="Remove everything in this marketplace?")
def reset(database: Path) -> None:
    """Start afresh: every HIT, worker and payment of this marketplace is removed."""
    from turkform.marketplace import admin

    admin.reset(database)


@command.command("simulate")
@click.option(
    "--database", required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE"
)
@click.option("--workers", default=50, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True, help="The same seed, the same study.")
@click.option("--for", "duration", default="14d", show_default=True, help="Virtual time.")
@click.option("--sandbox", is_flag=True, help="Work in the sandbox's HITs.")
def simulate(*, database: Path, workers: int, seed: int, duration: str, sandbox: bool) -> None:
    """Let simulated workers work on the HITs in a marketplace while virtual time passes."""
    from turkform.marketplace import admin

    marketplace = admin.open_served(str(database))
    try:
        report = admin.simulate(
            marketplace,
            workers=workers,
            seed=seed,
            duration=duration,
            side="sandbox" if sandbox else "live",
        )
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--for") from error
    finally:
        marketplace.close()
    click.echo(
        f"accepted {report.accepted}, submitted {report.submitted}, "
        f"returned {report.returned}, dropped {report.dropped}"
    )
