"""Reading qualification types back."""

from collections.abc import Iterator, Sequence

from turkform.core.calls import CallRefused, Reply
from turkform.core.json_types import Json
from turkform.core.resources import Observed, Resource
from turkform.kinds.kind import Reader

_PLAIN = {
    "name": "Name",
    "description": "Description",
    "status": "QualificationTypeStatus",
    "retry_delay": "RetryDelayInSeconds",
    "test_duration": "TestDurationInSeconds",
}


def read(reader: Reader, resources: Sequence[Resource]) -> Iterator[Observed]:
    """One call for each; a type that is disposing counts as gone (API reference 10.5)."""
    for resource in resources:
        try:
            reply = reader.call("GetQualificationType", {"QualificationTypeId": resource.mturk_id})
        except CallRefused as refusal:
            if "DoesNotExist" in refusal.turk_code or "does not exist" in str(refusal):
                continue
            raise
        found = reply["QualificationType"]
        if found.get("QualificationTypeStatus") not in ("Disposing", "Disposed"):
            yield _observed(resource, found)


def _observed(resource: Resource, found: Reply) -> Observed:
    # The XML of test and key may come back in another layout: only what compares is read.
    attributes: dict[str, Json] = {
        name: found.get(wire) for name, wire in _PLAIN.items() if name in resource.attributes
    }
    if "auto_granted" in resource.attributes:
        attributes["auto_granted"] = True if found.get("AutoGranted") else None
    return Observed(resource.mturk_id, attributes, address=resource.address)
