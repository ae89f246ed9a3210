"""Who of a mail's recipients was not served (API reference 13): the failures of a success."""

from collections.abc import Mapping
from typing import Any

from turkform.core.calls import ApiCall, Reply
from turkform.core.deeds import DeedOutcome, Failure, Failures

_OUTCOMES = {
    "SoftFailure": DeedOutcome.SOFT_FAILURE,
    "HardFailure": DeedOutcome.HARD_FAILURE,
}


def failures_of(call: ApiCall, reply: Reply) -> Failures:
    """By worker id; a soft failure may be tried again, a hard one is final."""
    if call.operation != "NotifyWorkers":
        return {}
    listed = reply.get("NotifyWorkersFailureStatuses", ())
    return {str(one["WorkerId"]): _failure(one) for one in listed}


def _failure(one: Mapping[str, Any]) -> Failure:
    code = str(one.get("NotifyWorkersFailureCode"))
    text = str(one.get("NotifyWorkersFailureMessage") or code)
    # A code that nobody knows is taken for final: who is not served can be served by hand.
    return Failure(_OUTCOMES.get(code, DeedOutcome.HARD_FAILURE), text)
