"""Addresses on the command line."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from turkform.core.addresses import Address
    from turkform.core.resources import Resource


def parsed(text: str) -> "Address":
    """An address, or `click.UsageError` with what was expected."""
    from turkform.core.addresses import Address

    try:
        return Address.parse(text)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def covered(text: str, resources: "Iterable[Resource]") -> "list[Resource]":
    """The objects of the state that an address or pattern covers; `TurkformError` names the
    nearest where there is none."""
    from turkform.core.addresses import matches, unmatched
    from turkform.core.errors import TurkformError

    live = [resource for resource in resources if resource.status != "gone"]
    found = [resource for resource in live if matches(text, resource.address)]
    if not found:
        near = unmatched([text], [resource.address for resource in live])[text]
        hint = f"Nearest: {', '.join(near)}." if near else "turkform state list shows what is."
        msg = f"the state has no object {text}. {hint}"
        raise TurkformError(msg)
    return found
