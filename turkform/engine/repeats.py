"""Whether and when the executor sends an effect once more within one run."""

from turkform.core.calls import ApiCall, EffectClass
from turkform.core.outcomes import Outcome, OutcomeKind

RESENDS = 5
THROTTLE_TRIES = 50
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0


def repeats(call: ApiCall, outcome: Outcome, tries: int, seconds: float) -> bool:
    """`tries` calls were made, the first of them `seconds` ago."""
    if outcome.kind is OutcomeKind.THROTTLED:
        return tries < THROTTLE_TRIES
    if outcome.kind is OutcomeKind.UNSENT:
        return tries < RESENDS and outcome.code != "TokenDead"
    if outcome.kind is OutcomeKind.REFUSED:
        # A new object is not always there for whoever asks at once (API reference 6.4, 16).
        return seconds < call.patience_seconds and any(
            text in outcome.message for text in call.not_yet
        )
    unknown = outcome.kind is OutcomeKind.UNKNOWN
    return unknown and call.effect is not EffectClass.ONE_SHOT and tries < RESENDS


def pause_s(tries: int) -> float:
    """How long to wait before the next try."""
    return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0**tries)
