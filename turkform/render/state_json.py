"""The state as JSON: stable and sorted, so that two can be compared line by line."""

from turkform.core.json_types import Json
from turkform.core.money import Money
from turkform.core.ports import StateReader
from turkform.core.resources import Resource

FORMAT_VERSION = "1"


def object_document(resource: Resource) -> dict[str, Json]:
    """One object as it was last written."""
    return {
        "address": str(resource.address),
        "id": resource.mturk_id,
        "status": resource.status,
        "generation": resource.generation,
        "protect": resource.protect,
        "attributes": dict(sorted(resource.attributes.items())),
    }


def state_document(state: StateReader) -> dict[str, Json]:
    """Everything but the ledger, which `turkform ledger` shows, and the secret of saved plans."""
    objects = sorted(state.resources(), key=lambda resource: str(resource.address))
    return {
        "format_version": FORMAT_VERSION,
        "lineage": state.lineage,
        "serial": state.serial,
        "rebuilt": state.rebuilt,
        "committed": str(Money(state.committed_cents()).decimal),
        "unresolved": [intent.intent_id for intent in state.unresolved()],
        "objects": [object_document(resource) for resource in objects],
    }
