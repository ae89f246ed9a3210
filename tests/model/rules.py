"""The rules of the protocol, each a switch, so that a test can show what comes of breaking it."""

from dataclasses import dataclass

MINUTE = 1
HOUR = 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Rules:
    """Times in minutes. The defaults are the design (reliability reference 3); every other value
    is a mutant that must be caught."""

    intent_before_call: bool = True
    deterministic_token: bool = True
    token_trusted_for: int = 20 * HOUR
    waits_until_nothing_flies: bool = True
    fenced_by_epoch: bool = True
    send_within: int = 1 * MINUTE
    repeats_one_shots: bool = False
    sdk_repeats: bool = False
    unknown_is_failed: bool = False
    exists_is_done: bool = True
    looks_before_repeating: bool = True
    discovers_after_loss: bool = True
    looks_again_after: int = 1 * HOUR
    holds_mail_after_loss: bool = True
    verdict_after: int = 1 * HOUR
    records_outcome: bool = True
    refusal_settles_nothing_earlier: bool = True


MUTANTS: dict[str, Rules] = {
    "the intent is recorded after the call": Rules(intent_before_call=False),
    "the token is random": Rules(deterministic_token=False),
    "a dead token is trusted": Rules(token_trusted_for=10_000 * HOUR),
    "absence is believed while the request may fly": Rules(waits_until_nothing_flies=False),
    "the store does not check the epoch": Rules(fenced_by_epoch=False),
    "a paused process sends when it wakes up": Rules(send_within=10_000 * HOUR),
    "an uncertain mail is repeated": Rules(repeats_one_shots=True),
    "the SDK repeats by itself": Rules(sdk_repeats=True),
    "unknown is rounded to failed": Rules(unknown_is_failed=True),
    "'already exists' is taken for a failure": Rules(exists_is_done=False),
    "an old effect is repeated without a look": Rules(looks_before_repeating=False),
    "nobody looks around after the state was lost": Rules(discovers_after_loss=False),
    "a new state looks around once, however early": Rules(looks_again_after=0),
    "mail goes out again after the state was lost": Rules(holds_mail_after_loss=False),
    "a person may judge at once": Rules(verdict_after=0),
    "a throttled repeat clears the doubt": Rules(refusal_settles_nothing_earlier=False),
    "outcomes are not recorded": Rules(records_outcome=False),
}
