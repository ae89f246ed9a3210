"""Refusals that mean `already done`: the reply of the first execution, read back."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from turkform.core.calls import ApiCall, CallRefused, EffectClass, Reply
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.ports import MTurkReader
from turkform.engine.repeats import pause_s

_EXISTS = re.compile(r'The HIT with ID "([A-Z0-9]+)" already exists')
_PROCESSED = "has already been processed"
_LOOKS = 8


def recovered_reply(
    call: ApiCall,
    outcome: Outcome,
    reader: MTurkReader,
    sleep: Callable[[float], None],
    newest: Mapping[str, Reply] = MappingProxyType({}),
) -> Reply:
    """The reply that an earlier attempt of the same token had; empty where there was none.

    `newest` are HITs by id that were listed a moment ago: what is among them need not be asked for.
    Raises what the reader raises when the service cannot be asked.
    """
    if outcome.kind is not OutcomeKind.REFUSED or call.effect is not EffectClass.TOKEN:
        return {}
    found = _EXISTS.search(outcome.message)
    if found:
        hit = found.group(1)
        listed = _created_hit(call.parameters, {"HIT": newest.get(hit, {})})
        return listed or _created_hit(call.parameters, _patiently(reader, hit, sleep))
    return {"Replayed": True} if _PROCESSED in outcome.message else {}


def _patiently(reader: MTurkReader, hit: str, sleep: Callable[[float], None]) -> Reply:
    """The service has just said that the HIT exists; reads may lag behind (API reference 16)."""
    for tries in range(_LOOKS):
        try:
            return reader.call("GetHIT", {"HITId": hit})
        except CallRefused as refused:
            if "does not exist" not in refused.message:
                raise
        sleep(pause_s(tries))
    return reader.call("GetHIT", {"HITId": hit})


def _created_hit(parameters: Mapping[str, Any], reply: Reply) -> Reply:
    """Only our own HIT counts: the annotation must be the one that was asked for."""
    wanted = parameters.get("RequesterAnnotation")
    hit = reply["HIT"]
    return reply if hit and hit.get("RequesterAnnotation") == wanted else {}
