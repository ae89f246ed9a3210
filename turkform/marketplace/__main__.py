"""`python -m turkform.marketplace`: serve a marketplace or start afresh."""

from __future__ import annotations

import argparse

from turkform.marketplace import admin
from turkform.marketplace.tls import read_tls


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(prog="python -m turkform.marketplace")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve the marketplace over HTTP")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--database", default="marketplace.db")
    serve.add_argument("--control", action="store_true", help="open the control API")
    serve.add_argument("--sandbox", action="store_true", help="every request is the sandbox's")
    serve.add_argument("--requester", action="append", default=[], metavar="KEY:SECRET[:NAME]")
    serve.add_argument("--balance", type=int, default=10_000, metavar="DOLLARS")
    serve.add_argument("--certificate", help="serve over TLS with this PEM file")
    serve.add_argument("--key", help="the certificate's private key")
    reset = commands.add_parser("reset", help="remove everything")
    reset.add_argument("--database", default="marketplace.db")
    arguments = parser.parse_args()
    if arguments.command == "reset":
        admin.reset(arguments.database)
    else:
        _serve(arguments)


def _serve(arguments: argparse.Namespace) -> None:
    tls = read_tls(arguments.certificate, arguments.key)
    marketplace = admin.open_served(
        arguments.database,
        side="sandbox" if arguments.sandbox else None,
        keys=arguments.requester,
        balance_cents=arguments.balance * 100,
        control=arguments.control,
    )
    place = {"host": arguments.host, "port": arguments.port}
    admin.serve(marketplace, **place, control=arguments.control, tls=tls)


if __name__ == "__main__":
    main()
