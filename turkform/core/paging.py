"""Lists that come by pages (API reference 5.5)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, cast

from turkform.core.calls import Reply
from turkform.core.errors import TurkformError
from turkform.core.json_types import Json

_AT_ONCE = 100


class Asked(Protocol):
    """Whoever answers reads."""

    def call(self, operation: str, parameters: Mapping[str, Json]) -> Reply: ...


def listed(
    reader: Asked, operation: str, where: Mapping[str, Json], member: str
) -> Iterator[Reply]:
    """Every item of `member`, all pages; pages may shift while they are read."""
    seen: set[str] = set()
    token: str | None = None
    while True:
        reply = reader.call(operation, page(where, token))
        items = cast("Sequence[Reply]", reply.get(member, ()))
        yield from items
        token = following(operation, reply, items, seen)
        if token is None:
            return


def page(where: Mapping[str, Json], token: str | None) -> dict[str, Json]:
    """The parameters of one page."""
    return {**where, "MaxResults": _AT_ONCE} | ({"NextToken": token} if token else {})


def following(operation: str, reply: Reply, items: Sequence[Reply], seen: set[str]) -> str | None:
    """The token of the page after `reply`, or None; it is put into `seen`.

    The last full page carries a token too, and the page behind it is empty. A token that comes a
    second time would never end, and what it lists cannot be believed: `TurkformError`.
    """
    token: str | None = reply.get("NextToken")
    if not items or not token:
        return None
    if token in seen:
        msg = (
            f"{operation} hands out the same page again and again, so its list cannot be "
            "believed. Nothing was done because of it; run the same command again later."
        )
        raise TurkformError(msg)
    seen.add(token)
    return token
