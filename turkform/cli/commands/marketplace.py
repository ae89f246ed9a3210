"""`turkform marketplace`: the MTurk-compatible service."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

import click

DATABASE = "FILE or postgresql://…"


def _existing(_: click.Context, __: click.Parameter, place: str) -> str:
    """Let a command that works on what is there not make an empty marketplace by a slip."""
    if "://" not in place and not Path(place).is_file():
        raise click.BadParameter(f"there is no marketplace at {place!r}")
    return place


def _existing_if_given(
    context: click.Context, parameter: click.Parameter, place: str | None
) -> str | None:
    return None if place is None else _existing(context, parameter, place)


def _embedded(campaign: Path) -> str:
    """The marketplace of a campaign's local environment."""
    from turkform.config.project import load_project

    place = load_project(campaign).data / "local" / "marketplace.db"
    if not place.is_file():
        msg = f"{campaign} has no embedded marketplace yet: turkform apply makes it"
        raise click.UsageError(msg)
    return str(place)


_campaign = click.argument(
    "campaign",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)


@contextmanager
def _usage_errors() -> Iterator[None]:
    """Show what the marketplace says of its settings as a wrong command line."""
    try:
        yield
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@click.group("marketplace")
def command() -> None:
    """Run the MTurk-compatible service."""


@command.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, help="0 picks a free port.")
@click.option("--database", default="marketplace.db", show_default=True, metavar=DATABASE)
@click.option("--control", is_flag=True, help="Open the control API, for tests and simulation.")
@click.option("--sandbox", is_flag=True, help="Be the sandbox: nothing is ever charged.")
@click.option("--requester", multiple=True, metavar="KEY:SECRET", help="Demand signed requests.")
@click.option("--balance", default=10_000, show_default=True, metavar="DOLLARS")
@click.option("--certificate", metavar="FILE", help="Serve over TLS with this certificate (PEM).")
@click.option("--key", metavar="FILE", help="The certificate's private key (PEM).")
def serve(
    *,
    host: str,
    port: int,
    database: str,
    control: bool,
    sandbox: bool,
    requester: tuple[str, ...],
    balance: int,
    certificate: str | None,
    key: str | None,
) -> None:
    """Serve the requester API and the worker site until interrupted.

    Prints its address first, then where workers find their work. To work on a campaign of the
    local environment yourself, serve its file:

    \b
    turkform marketplace serve --database .turkform/local/marketplace.db

    With --requester, requests are signed and workers have passwords; without, all are trusted.
    """
    from turkform.marketplace import admin
    from turkform.marketplace.tls import read_tls

    with _usage_errors():
        tls = read_tls(certificate, key)
        marketplace = admin.open_served(
            database,
            side="sandbox" if sandbox else None,
            keys=requester,
            balance_cents=balance * 100,
            control=control,
        )
    admin.serve(marketplace, host=host, port=port, control=control, tls=tls)


@command.command("reset")
@_campaign
@click.option("--database", callback=_existing_if_given, metavar=DATABASE)
@click.confirmation_option(prompt="Remove everything in this marketplace?")
def reset(campaign: Path | None, database: str | None) -> None:
    """Start afresh: every HIT, worker and payment is removed from a campaign's embedded
    marketplace, or from that of --database."""
    from turkform.marketplace import admin

    if (campaign is None) == (database is None):
        raise click.UsageError("name a campaign or --database")
    with _usage_errors():
        admin.reset(database or _embedded(campaign or Path()))


@command.command("simulate")
@_campaign
@click.option("--database", callback=_existing_if_given, metavar=DATABASE)
@click.option("--endpoint", metavar="URL", help="A marketplace that is served with --control.")
@click.option("--workers", default=50, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True, help="The same seed, the same study.")
@click.option("--for", "duration", default="14d", show_default=True, help="Virtual time.")
@click.option("--sandbox", is_flag=True, help="Work in the sandbox's HITs.")
def simulate(
    *,
    campaign: Path | None,
    database: str | None,
    endpoint: str | None,
    workers: int,
    seed: int,
    duration: str,
    sandbox: bool,
) -> None:
    """Let simulated workers work while virtual time passes: in a campaign's embedded marketplace,
    or in one that is named by --database or --endpoint."""
    if sum(place is not None for place in (campaign, database, endpoint)) != 1:
        raise click.UsageError("name a campaign, --database or --endpoint: exactly one of them")
    from turkform.marketplace import admin, remote

    with _usage_errors():
        if endpoint is not None:
            done = remote.simulate(
                endpoint, workers=workers, seed=seed, duration=duration, sandbox=sandbox
            )
        else:
            side: Literal["live", "sandbox"] = "sandbox" if sandbox else "live"
            place = database or _embedded(campaign or Path())
            with closing(admin.open_served(place)) as marketplace:
                report = admin.simulate(
                    marketplace, workers=workers, seed=seed, duration=duration, side=side
                )
            done = report.counts()
    click.echo(", ".join(f"{name} {count}" for name, count in done.items()))
