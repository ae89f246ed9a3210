"""Reads are repeated until the answer can be believed, and never believed otherwise."""

import time
from datetime import UTC, datetime

import pytest

from tests.mturk.loopback import Answers, answering
from turkform.core.calls import CallRefused
from turkform.core.errors import CredentialsOrFunds, TurkformError
from turkform.core.paging import listed
from turkform.mturk.client import ClientSettings, Reader, make_client, make_session
from turkform.mturk.gate import Gate
from turkform.mturk.service_clock import ServiceClock


@pytest.fixture
def pauses() -> list[float]:
    return []


def reader(url: str, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    clock = ServiceClock(lambda: datetime.now(UTC), time.monotonic)
    settings = ClientSettings(url, clock, Gate(clock.now, time.monotonic))
    return Reader(make_client(make_session(settings), settings, writes=False), pauses.append)


@pytest.mark.parametrize(
    "answers",
    [
        Answers(200, b"<html>", {}),
        Answers(200, b""),
        Answers(200, b'{"NumRes'),
        Answers(200, b"[]"),
        Answers(200, b'{"HITs": []}'),
        Answers(200, b'{"NumResults": 1, "HITs": [{"HITId": "3A", "Title": "\xff\xfe"}]}'),
    ],
    ids=["a portal's page", "nothing", "half a reply", "a list", "a member missing", "no UTF-8"],
)
def test_a_list_that_cannot_be_believed_is_asked_for_again_and_never_taken_as_empty(
    answers: Answers, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(answers), pytest.raises(TurkformError, match="no usable answer"):
        reader(answers.url, pauses, monkeypatch).call("ListHITs", {})
    assert len(answers.seen) == len(pauses) + 1 > 4


def test_a_time_in_a_reply_is_in_utc_wherever_the_machine_stands(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    body = b'{"HIT": {"HITId": "3MINE", "CreationTime": 1.558393704E9, "Expiration": "2030-01-02"}}'
    told = Answers(200, body)
    with answering(told):
        hit = reader(told.url, pauses, monkeypatch).call("GetHIT", {"HITId": "3MINE"})["HIT"]
    assert hit["CreationTime"].isoformat() == "2019-05-20T23:08:24+00:00"
    assert hit["Expiration"].year == 2030


def test_another_hit_than_the_one_asked_for_is_not_believed(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Answers(200, b'{"HIT": {"HITId": "3OTHER"}}')
    with answering(other), pytest.raises(TurkformError, match="answers another request"):
        reader(other.url, pauses, monkeypatch).call("GetHIT", {"HITId": "3MINE"})


def test_a_refusal_is_raised_with_the_services_own_code_at_once(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "AWS.MechanicalTurk.HITDoesNotExist"
    body = f'{{"__type":"RequestError","Message":"gone","TurkErrorCode":"{code}"}}'
    refusing = Answers(400, body.encode())
    with answering(refusing), pytest.raises(CallRefused) as caught:
        reader(refusing.url, pauses, monkeypatch).call("GetHIT", {"HITId": "3MINE"})
    assert (caught.value.turk_code, len(refusing.seen), pauses) == (code, 1, [])


def test_a_key_that_is_not_allowed_is_a_matter_of_credentials(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    denying = Answers(400, b'{"__type":"AccessDeniedException","Message":"no"}')
    with answering(denying), pytest.raises(CredentialsOrFunds):
        reader(denying.url, pauses, monkeypatch).call("GetAccountBalance", {})


def test_bad_input_71_a_list_whose_pages_never_end_is_not_believed(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = b'{"NumResults": 1, "NextToken": "again", "HITs": [{"HITId": "3A"}]}'
    with answering(Answers(200, page)) as answers:
        asked = listed(reader(answers.url, pauses, monkeypatch), "ListHITs", {}, "HITs")
        with pytest.raises(TurkformError, match="the same page again and again"):
            list(asked)
    assert len(answers.seen) == 2
