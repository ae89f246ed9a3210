"""A qualification type as the state would remember it, had nothing been lost."""

import re
from collections.abc import Mapping
from typing import Any

from turkform.core.addresses import Address
from turkform.core.calls import Reply
from turkform.core.identity import Identity, Marker, read_marker
from turkform.core.json_types import Json
from turkform.core.resources import Resource
from turkform.kinds.kind import Reader
from turkform.kinds.qualification_type.calls import WIRE
from turkform.kinds.wanted import Wanted

_MARKER = re.compile(r"(?:^|, )(tf1\|\S+)$")


def adopt(address: Address, type_id: str, request: Mapping[str, Any], generation: int) -> Resource:
    """From the request that made it; without a digest, the next plan compares field by field."""
    fields: dict[str, Json] = {
        name: request[wire] for name, wire in WIRE.items() if wire in request
    }
    fields["name"] = str(request["Name"])
    if own := _MARKER.sub("", str(request.get("Keywords", ""))):
        fields["keywords"] = own
    return Resource(address, type_id, "", fields, generation)


def find(reader: Reader, wish: Wanted, identity: Identity) -> Resource | None:
    """The live type of that name that carries this campaign's marker for it."""
    name, key = wish.fields["name"], identity.key(str(wish.address))
    reply = reader.call(
        "ListQualificationTypes",
        {"Query": name, "MustBeRequestable": False, "MustBeOwnedByCaller": True, "MaxResults": 100},
    )
    for found in reply.get("QualificationTypes", ()):
        marker = _marker(found)
        if found.get("Name") == name and marker is not None and marker.key == key:
            return _found(wish, found, marker)
    return None


def _marker(found: Reply) -> Marker | None:
    match = _MARKER.search(str(found.get("Keywords", "")))
    return read_marker(match.group(1)) if match else None


def _found(wish: Wanted, found: Reply, marker: Marker) -> Resource:
    as_made = wish.digest.startswith(marker.digest)
    return Resource(
        wish.address,
        str(found["QualificationTypeId"]),
        wish.digest if as_made else "",
        dict(wish.fields) if as_made else _live(wish, found),
        marker.generation,
        wish.protect,
    )


def _live(wish: Wanted, found: Reply) -> dict[str, Json]:
    fields: dict[str, Json] = {name: found.get(wire) for name, wire in WIRE.items()}
    fields["name"] = wish.fields["name"]
    fields["keywords"] = _MARKER.sub("", str(found.get("Keywords", "")))
    return fields
