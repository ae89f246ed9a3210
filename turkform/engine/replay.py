"""Refusals that mean `already done`: the reply of the first execution, read back."""

import re

from turkform.core.calls import ApiCall, EffectClass, Reply
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.ports import MTurkReader

_EXISTS = re.compile(r'The HIT with ID "([A-Z0-9]+)" already exists')
_PROCESSED = "has already been processed"


def recovered_reply(call: ApiCall, outcome: Outcome, reader: MTurkReader) -> Reply:
    """The reply that an earlier attempt of the same token had; empty where there was none."""
    if outcome.kind is not OutcomeKind.REFUSED or call.effect is not EffectClass.TOKEN:
        return {}
    found = _EXISTS.search(outcome.message)
    if found:
        return _created_hit(call, reader.call("GetHIT", {"HITId": found.group(1)}))
    return {"Replayed": True} if _PROCESSED in outcome.message else {}


def _created_hit(call: ApiCall, reply: Reply) -> Reply:
    """Only our own HIT counts: the annotation must be the one that was asked for."""
    wanted = call.parameters.get("RequesterAnnotation")
    return reply if reply["HIT"].get("RequesterAnnotation") == wanted else {}
