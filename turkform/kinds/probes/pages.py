"""Listing for probes."""

from collections.abc import Generator, Sequence

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, EffectClass, Reply
from turkform.core.json_types import JsonObject
from turkform.core.paging import following, page

Reading = Generator[ApiCall, Reply, Reply]
Listing = Generator[ApiCall, Reply, list[Reply]]


def read(operation: str, parameters: JsonObject, address: Address) -> Reading:
    """One read."""
    reply = yield ApiCall(operation, parameters, EffectClass.READ, address)
    return reply


def listed(operation: str, parameters: JsonObject, member: str, address: Address) -> Listing:
    """Everything that a list holds, all pages."""
    token: str | None = None
    seen: set[str] = set()
    found: list[Reply] = []
    while True:
        reply = yield ApiCall(operation, page(parameters, token), EffectClass.READ, address)
        items: Sequence[Reply] = reply.get(member, ())
        found += items
        token = following(operation, reply, items, seen)
        if token is None:
            return found
