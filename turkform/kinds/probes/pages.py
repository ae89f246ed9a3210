"""Listing for probes: every page, whatever the token says."""

from collections.abc import Generator, Sequence
from typing import Any

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, EffectClass, Reply
from turkform.core.json_types import JsonObject

_PAGES = 20_000

Reading = Generator[ApiCall, Reply, Reply]
Listing = Generator[ApiCall, Reply, list[Reply]]


def read(operation: str, parameters: JsonObject, address: Address) -> Reading:
    """One read."""
    reply = yield ApiCall(operation, parameters, EffectClass.READ, address)
    return reply


def listed(operation: str, parameters: JsonObject, member: str, address: Address) -> Listing:
    """Everything that a list holds; the last full page carries a token too (API reference 5.5)."""
    token: Any = None
    found: list[Reply] = []
    for _ in range(_PAGES):
        page = {**parameters, "MaxResults": 100} | ({"NextToken": token} if token else {})
        reply = yield ApiCall(operation, page, EffectClass.READ, address)
        items: Sequence[Reply] = reply.get(member, ())
        found += items
        before, token = token, reply.get("NextToken")
        # A token that leads to itself would never end.
        if not items or not token or token == before:
            break
    return found
