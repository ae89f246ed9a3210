"""Reading HITs back by pages; questions are dropped at once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast

from turkform.core.calls import CallRefused, Reply
from turkform.core.identity import MARKED
from turkform.core.json_types import Json, JsonObject
from turkform.core.paging import listed
from turkform.core.resources import Observed, Resource
from turkform.kinds.kind import Reader

_REVIEWABLE = ("Reviewable", "Reviewing")


def read(reader: Reader, resources: Sequence[Resource]) -> Iterator[Observed]:
    """All pages of ListHITs; what the lagging list lacks is asked for one by one (16.3).

    HITs with a marker that are not among `resources` are told without an address: the state may
    be older than they are.
    """
    mine = {resource.mturk_id: resource for resource in resources if resource.mturk_id}
    shared = Shared()
    for hit in pages(reader) if len(mine) > 1 else ():
        resource = mine.pop(str(hit["HITId"]), None)
        if resource is not None:
            yield _observed(resource, hit, shared)
        elif str(hit.get("RequesterAnnotation", "")).startswith(MARKED):
            yield Observed(str(hit["HITId"]), {"marker": str(hit["RequesterAnnotation"])})
    for resource in mine.values():
        found = _single(reader, resource.mturk_id)
        if found is not None:
            yield _observed(resource, found, shared)


def pages(reader: Reader) -> Iterator[Reply]:
    """Every HIT of the account that ListHITs shows."""
    return listed(reader, "ListHITs", {}, "HITs")


def _single(reader: Reader, hit_id: str) -> Reply | None:
    try:
        hit = cast("Reply", reader.call("GetHIT", {"HITId": hit_id})["HIT"])
    except CallRefused as refusal:
        if "DoesNotExist" in refusal.turk_code or "does not exist" in str(refusal):
            return None
        raise
    return None if hit.get("HITStatus") == "Disposed" else hit


class Shared:
    """Thousands of HITs have equal attributes and counters: one dictionary stands for all."""

    def __init__(self) -> None:
        self._known: dict[tuple[Json, ...], JsonObject] = {}

    def of(self, values: JsonObject) -> JsonObject:
        """The first dictionary that was equal to `values`, all of them with the same keys."""
        return self._known.setdefault(tuple(values.values()), values)


def _observed(resource: Resource, hit: Reply, shared: Shared) -> Observed:
    attributes: JsonObject = {
        "hit_type": str(hit.get("HITTypeId")),
        "max_assignments": int(hit["MaxAssignments"]),
    }
    status = shared.of(_status(hit))
    return Observed(resource.mturk_id, shared.of(attributes), status, resource.address)


def _status(hit: Reply) -> JsonObject:
    available = int(hit.get("NumberOfAssignmentsAvailable", 0))
    pending = int(hit.get("NumberOfAssignmentsPending", 0))
    completed = int(hit.get("NumberOfAssignmentsCompleted", 0))
    state = str(hit.get("HITStatus"))
    created, expires = hit.get("CreationTime"), hit.get("Expiration")
    waiting = int(hit["MaxAssignments"]) - available - pending - completed
    return {
        "state": state,
        "available": available,
        "pending": pending,
        "completed": completed,
        "created": created.isoformat() if isinstance(created, datetime) else None,
        "expires": expires.isoformat() if isinstance(expires, datetime) else None,
        "expired": state in _REVIEWABLE and available > 0,
        "over": state in _REVIEWABLE and pending == 0,
        "deletable": state in _REVIEWABLE and pending == 0 and waiting <= 0,
    }
