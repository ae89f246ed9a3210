"""Names for the shapes of JSON, so that no module needs `Any` for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = "dict[str, Json]"

# What an operation returns: JSON plus aware datetimes, which the serialiser writes as numbers.
Member: TypeAlias = (
    "bool | int | float | str | datetime | Sequence[Member] | Mapping[str, Member] | None"
)
Members: TypeAlias = "dict[str, Member]"
