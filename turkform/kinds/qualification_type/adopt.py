"""A qualification type as the state would remember it, from the request that made it."""

import re
from collections.abc import Mapping
from typing import Any

from turkform.core.addresses import Address
from turkform.core.json_types import Json
from turkform.core.resources import Resource
from turkform.kinds.qualification_type.calls import WIRE

_MARKER = re.compile(r"(?:, )?tf1\|\S+$")


def adopt(address: Address, type_id: str, request: Mapping[str, Any], generation: int) -> Resource:
    """The digest is empty: the next plan compares field by field."""
    fields: dict[str, Json] = {
        name: request[wire] for name, wire in WIRE.items() if wire in request
    }
    fields["name"] = str(request["Name"])
    if own := _MARKER.sub("", str(request.get("Keywords", ""))):
        fields["keywords"] = own
    return Resource(address, type_id, "", fields, generation)
