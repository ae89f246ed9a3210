"""What an administrator does: serve, start afresh, make layouts. The command line calls these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from turkform.marketplace.authentication import Authenticator, Signed, Trusting
from turkform.marketplace.context import Side
from turkform.marketplace.control.durations import milliseconds
from turkform.marketplace.service import DEFAULT_BALANCE_CENTS, Marketplace, Options
from turkform.marketplace.simulation.population import make_population
from turkform.marketplace.store import layouts, requesters
from turkform.marketplace.store.layouts import LayoutRow
from turkform.marketplace.store.opening import empty_database, open_database
from turkform.marketplace.store.requesters import AccessKey
from turkform.marketplace.tls import Tls

if TYPE_CHECKING:
    from turkform.marketplace.simulation.simulate import SimulationReport


def open_served(
    database: str,
    *,
    side: Side | None = None,
    keys: Sequence[str] = (),
    balance_cents: int = DEFAULT_BALANCE_CENTS,
    control: bool = False,
) -> Marketplace:
    """Open a marketplace for serving.

    `database` is the path of a SQLite file or a PostgreSQL URL; ValueError when it does not open.
    `keys` are `KEY_ID:SECRET` or `KEY_ID:SECRET:NAME`; with any, requests must be signed by one
    of them, without, everybody is the same requester.
    """
    authenticator: Authenticator = Signed() if keys else Trusting()
    options = Options(
        authenticator=authenticator,
        side=side,
        starting_balance_cents=balance_cents,
        faults=control,
    )
    marketplace = Marketplace(open_database(database), options)
    with marketplace.acting() as scope:
        for key in keys:
            requesters.add_key(scope.tx, parse_key(key))
    return marketplace


def parse_key(text: str) -> AccessKey:
    """Read `KEY_ID:SECRET[:NAME[:ACTIONS]]`.

    The requester is named like the key when no name is given; ACTIONS are the operations that the
    key may call, as patterns with commas between (`Get*,List*`), all of them by default.
    """
    parts = text.split(":")
    if len(parts) not in {2, 3, 4} or not all(parts):
        raise ValueError(f"not KEY_ID:SECRET, KEY_ID:SECRET:NAME or one with actions: {parts[0]}")
    name = parts[2] if len(parts) > 2 else parts[0]
    return AccessKey(parts[0], parts[1], name, parts[3] if len(parts) > 3 else "*")


def serve(
    marketplace: Marketplace,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    control: bool = False,
    tls: Tls | None = None,
) -> None:
    """Serve requesters and workers until interrupted; over TLS with a certificate.

    Where requesters have keys, workers have passwords; elsewhere everybody is trusted.
    """
    from turkform.marketplace.server import serve as run

    sign_in = isinstance(marketplace.options.authenticator, Signed)
    run(marketplace, host, port, control=control, sign_in=sign_in, tls=tls)


def reset(database: str) -> None:
    """Start afresh: removes everything in a SQLite file or a PostgreSQL database."""
    empty_database(database)


def create_layout(
    marketplace: Marketplace,
    requester: str,
    side: Side,
    name: str,
    body: str,
    frame_height: int = 0,
) -> str:
    """Make a layout from an HTML document with `${name}` placeholders; returns its id."""
    with marketplace.acting() as scope:
        marketplace.add_requester(scope, requester, side)
        owner = requesters.find(scope.tx, requester, side)
        if owner is None:
            raise AssertionError("the requester was just added")
        layout_id = scope.ids.entity()
        row = LayoutRow(layout_id, owner.requester_id, name, body, frame_height, scope.now_ms)
        layouts.add(scope.tx, row)
    return layout_id


def simulate(
    marketplace: Marketplace, *, workers: int, seed: int, duration: str, side: Side = "live"
) -> SimulationReport:
    """Let `workers` simulated workers work for a duration such as `14d` of virtual time.

    Notifications go out meanwhile; when nobody else sends them, this does.
    """
    from turkform.marketplace.delivery.background import Background
    from turkform.marketplace.simulation.simulate import simulate as run

    population, length = make_population(workers, seed), milliseconds(duration)
    if marketplace.courier is None:
        marketplace.courier = Background(marketplace)
    return run(marketplace, population, milliseconds=length, seed=seed, side=side)
