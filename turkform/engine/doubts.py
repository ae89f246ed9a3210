"""How effects in doubt are settled."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, EffectClass
from turkform.core.ports import Intent

TOKEN_LIFE = timedelta(hours=20)
"""The service keeps tokens for 24 hours; a margin is left for clocks and requests under way."""
IN_FLIGHT = timedelta(hours=25)
"""So long after its last attempt nothing of an effect can be on its way any more."""
QUARANTINE = timedelta(hours=1)
"""So long after an attempt lists show what it did, and its signature has gone stale."""


class Way(StrEnum):
    """How an effect in doubt is settled."""

    RESEND = "resend"
    LOOK_THEN_RESEND = "look_then_resend"
    LOOK_TWICE = "look_twice"
    WAIT = "wait"
    ASK = "ask"


def way(intent: Intent, now: datetime) -> Way:
    """`now` by the service's clock (reliability reference 3.8)."""
    if intent.effect is EffectClass.ONE_SHOT:
        return Way.ASK
    if intent.effect is not EffectClass.TOKEN:
        return Way.LOOK_THEN_RESEND
    first, last = intent.first_attempt_at or now, intent.last_attempt_at or now
    if now - first < TOKEN_LIFE:
        return Way.RESEND
    return Way.WAIT if now < last + IN_FLIGHT else Way.LOOK_TWICE


def call_of(intent: Intent) -> ApiCall:
    """The call that an intent was recorded for, as far as recovery needs it."""
    parameters: dict[str, Any] = dict(intent.request)
    return ApiCall(
        intent.operation,
        parameters,
        intent.effect,
        Address.parse(intent.address),
        intent.logical_key,
        intent.generation,
    )
