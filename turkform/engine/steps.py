"""Where a kind's generator goes after a reply or a refusal."""

from dataclasses import dataclass
from typing import Any

from turkform.core.calls import ApiCall, CallRefused, Calls
from turkform.core.errors import TurkformError
from turkform.core.resources import Resource


@dataclass(frozen=True, slots=True)
class Step:
    """Its next call, or its end."""

    call: ApiCall | None = None
    resource: Resource | None = None
    failure: Exception | None = None


def advance(steps: Calls[Resource | None], reply: Any) -> Step:  # None only to begin
    """Feed a reply."""
    try:
        return Step(call=steps.send(reply))
    except StopIteration as end:
        return Step(resource=end.value)
    except (CallRefused, TurkformError) as failed:
        return Step(failure=failed)


def refuse(steps: Calls[Resource | None], refused: CallRefused) -> Step:
    """Throw a refusal; a kind that knows it goes on."""
    try:
        return Step(call=steps.throw(refused))
    except StopIteration as end:
        return Step(resource=end.value)
    except (CallRefused, TurkformError) as unhandled:
        return Step(failure=unhandled)
