"""A write leaves once, whatever the process environment and the user's profile ask of the SDK."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.mturk.loopback import Answers, answering
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.ports import Permit
from turkform.mturk.client import ClientSettings, Sender, make_client, make_session
from turkform.mturk.gate import Gate
from turkform.mturk.limiter import Limiter
from turkform.mturk.service_clock import ServiceClock

FAULT = b'{"__type":"ServiceFault","Message":"try again"}'
THROTTLE = b'{"__type":"ThrottlingException","message":"Rate exceeded"}'
MAIL = {"Subject": "s", "MessageText": "t", "WorkerIds": ["A1"]}
FAULTS = {
    "a fault after execution": (Answers(500, FAULT), OutcomeKind.UNKNOWN),
    "a proxy's 503": (Answers(503, b"<html>", {}), OutcomeKind.UNKNOWN),
    "a proxy's 429": (Answers(429, b"<html>", {}), OutcomeKind.UNKNOWN),
    "a throttle": (Answers(400, THROTTLE), OutcomeKind.THROTTLED),
    "a closed connection": (Answers(0), OutcomeKind.UNKNOWN),
    "a page instead of a reply": (Answers(200, b"<html>", {}), OutcomeKind.UNKNOWN),
    "half a reply": (Answers(200, b'{"NotifyWorkersFail'), OutcomeKind.UNKNOWN),
    "a list instead of an object": (Answers(200, b"[1]"), OutcomeKind.UNKNOWN),
    "a redirection": (Answers(307, b"", {"Location": "/elsewhere"}), OutcomeKind.UNKNOWN),
}


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text("[default]\nretry_mode = adaptive\nmax_attempts = 40\n")
    for name, value in {
        "AWS_CONFIG_FILE": str(config),
        "AWS_MAX_ATTEMPTS": "50",
        "AWS_RETRY_MODE": "adaptive",
        "AWS_NEW_RETRIES_2026": "true",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
    }.items():
        monkeypatch.setenv(name, value)


def sent(url: str, change: Callable[[Permit], Permit] = lambda permit: permit) -> Outcome:
    clock = ServiceClock(lambda: datetime.now(UTC), time.monotonic)
    gate = Gate(clock.now, time.monotonic)
    settings = ClientSettings(url, clock, gate)
    sender = Sender(make_client(make_session(settings), settings, writes=True), Limiter(), gate)
    permit = change(Permit(time.monotonic(), lambda: True))
    return sender.send("NotifyWorkers", MAIL, permit)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_mail_goes_out_once_under_a_hostile_environment(hostile: None, fault: str) -> None:
    answers, expected = FAULTS[fault]
    answers.seen.clear()
    with answering(answers):
        outcome = sent(answers.url)
    assert (len(answers.seen), outcome.kind) == (1, expected), outcome


def test_an_endpoint_that_nobody_serves_leaves_the_mail_unsent(hostile: None) -> None:
    with answering(Answers()) as answers:
        pass
    assert sent(answers.url).kind is OutcomeKind.UNSENT


def test_a_client_whose_sdk_repeats_by_itself_is_refused(
    hostile: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.hooks import HierarchicalEmitter

    from turkform.core.errors import TurkformError

    # The second lock is taken away: the handler is never registered.
    real = HierarchicalEmitter.register_first

    def deaf(self: HierarchicalEmitter, name: str, *rest: Any, **more: Any) -> None:
        if not name.startswith("needs-retry"):
            real(self, name, *rest, **more)

    monkeypatch.setattr(HierarchicalEmitter, "register_first", deaf)
    with pytest.raises(TurkformError, match="repeat writes by itself"):
        sent("http://127.0.0.1:9")


def test_a_mail_whose_claim_is_older_than_a_minute_is_not_sent(hostile: None) -> None:
    with answering(Answers()) as answers:
        late = sent(answers.url, lambda p: Permit(p.claimed_at - 61, p.still_mine))
    assert (late.kind, answers.seen) == (OutcomeKind.UNSENT, [])


def test_a_mail_is_not_sent_once_another_run_has_taken_over(hostile: None) -> None:
    with answering(Answers()) as answers:
        late = sent(answers.url, lambda p: Permit(p.claimed_at, lambda: False))
    assert (late.kind, answers.seen) == (OutcomeKind.UNSENT, [])


def test_an_effect_whose_token_is_dead_is_not_sent(hostile: None) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    with answering(Answers()) as answers:
        late = sent(answers.url, lambda p: Permit(p.claimed_at, p.still_mine, long_ago))
    assert (late.kind, answers.seen) == (OutcomeKind.UNSENT, [])


def test_a_write_without_a_permit_is_stopped_at_the_gate(hostile: None) -> None:
    from turkform.mturk.gate import TooLate

    clock = ServiceClock(lambda: datetime.now(UTC), time.monotonic)
    gate = Gate(clock.now, time.monotonic)
    with answering(Answers()) as answers:
        settings = ClientSettings(answers.url, clock, gate)
        client = make_client(make_session(settings), settings, writes=True)
        with pytest.raises(TooLate):
            client.notify_workers(**MAIL)
    assert answers.seen == []
