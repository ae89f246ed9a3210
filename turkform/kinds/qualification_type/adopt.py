"""A qualification type as the state would remember it, had nothing been lost."""

import re
from collections.abc import Iterable, Mapping
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


def find(
    reader: Reader, wish: Wanted, identity: Identity, former: Iterable[Address] = ()
) -> Resource | None:
    """The live type of that name that carries this campaign's marker for it, perhaps under a
    former address."""
    name, keys = wish.fields["name"], {identity.key(str(a)) for a in (wish.address, *former)}
    reply = reader.call(
        "ListQualificationTypes",
        {"Query": name, "MustBeRequestable": False, "MustBeOwnedByCaller": True, "MaxResults": 100},
    )
    for found in reply.get("QualificationTypes", ()):
        marker = marker_of(found)
        if found.get("Name") == name and marker is not None and marker.key in keys:
            return _found(wish, found, marker)
    return None


def imported(wish: Wanted, found: Reply) -> Resource:
    """A type that was made elsewhere, with everything that can be read of it."""
    fields = {**_live(wish, found), "name": str(found["Name"])}
    return Resource(wish.address, str(found["QualificationTypeId"]), "", fields, 0, wish.protect)


def marker_of(found: Reply) -> Marker | None:
    """The marker at the end of its keywords."""
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
    fields["auto_granted"] = True if found.get("AutoGranted") else None
    fields["name"] = wish.fields["name"]
    fields["keywords"] = _MARKER.sub("", str(found.get("Keywords", "")))
    return fields
