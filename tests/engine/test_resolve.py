"""Only a person can say whether a lost mail went out; what they say is kept and obeyed."""

import json
from collections.abc import Callable

import pytest

from tests.engine.served import World
from turkform.app import open_app
from turkform.cli.main import run
from turkform.core.addresses import Address
from turkform.core.calls import ApiCall, EffectClass
from turkform.core.deeds import Deed
from turkform.core.outcomes import Outcome, OutcomeKind
from turkform.core.ports import Recorded

WORKERS = ("A1AAAAAAAAAA", "A2BBBBBBBBBB")
INVITE = Address("follow_up", "invite")


def mail() -> ApiCall:
    return ApiCall(
        "NotifyWorkers",
        {"Subject": "s", "MessageText": "t", "WorkerIds": list(WORKERS)},
        EffectClass.ONE_SHOT,
        INVITE,
        "follow_up.invite#1",
        deeds=tuple(Deed(Address("follow_up", "invite", w), w, mailing="m") for w in WORKERS),
    )


@pytest.fixture
def lost(world: World) -> str:
    """The id of a mail to two workers whose reply was lost."""
    assert world.apply() == 0
    app = open_app(world.folder, "lab", {})
    with app.store.writing("apply") as session:
        [intent] = session.claim([mail()])
        outcome = Outcome(OutcomeKind.UNKNOWN, message="the connection was closed")
        session.record([Recorded(intent.intent_id, outcome, "uncertain")], [])
    return intent.intent_id


Resolve = Callable[..., int]


@pytest.fixture
def resolve(world: World) -> Resolve:
    return lambda *words: run(["resolve", str(world.folder), *words, "--env", "lab"])


def outcomes(world: World) -> dict[str, str]:
    with open_app(world.folder, "lab", {}).store.reading() as state:
        assert state is not None
        return {deed.worker: deed.outcome.value for deed in state.ledger()}


def test_the_list_names_everything_that_the_contract_promises(
    resolve: Resolve, lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert resolve("--format", "json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["worker"] for entry in listed] == list(WORKERS)
    assert {entry["id"] for entry in listed} == {lost}
    assert listed[0].keys() == {"id", "address", "operation", "worker", "at", "evidence"}
    assert "connection was closed" in listed[0]["evidence"]


def test_the_list_for_people_masks_the_workers(
    resolve: Resolve, lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert resolve() == 0
    text = capsys.readouterr().out
    assert "--did-not-happen" in text
    assert not any(worker in text for worker in WORKERS)


def test_apply_ends_with_ten_while_a_decision_is_needed_and_sends_no_mail(
    world: World, lost: str
) -> None:
    assert world.apply() == 10
    assert not world.executed("NotifyWorkers")


def test_a_mail_that_happened_is_done_for_all_its_workers(
    world: World, resolve: Resolve, lost: str
) -> None:
    assert resolve(lost, "--happened", "--evidence", "a worker answered") == 0
    assert set(outcomes(world).values()) == {"done"}
    assert world.apply() == 0


def test_the_workers_of_one_mail_are_settled_one_by_one(
    world: World, resolve: Resolve, lost: str
) -> None:
    assert resolve(lost, "--happened", "--worker", WORKERS[0]) == 0
    assert world.apply() == 10
    assert resolve(lost, "--write-off", "--worker", WORKERS[1]) == 0
    assert outcomes(world) == {WORKERS[0]: "done", WORKERS[1]: "hard_failure"}
    assert world.apply() == 0


def test_that_a_mail_did_not_happen_is_taken_only_when_it_cannot_be_on_its_way(
    world: World, resolve: Resolve, lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert resolve(lost, "--did-not-happen") == 5
    assert "may still be on its way" in capsys.readouterr().err
    world.advance("61m")
    assert resolve(lost, "--did-not-happen") == 0
    assert set(outcomes(world).values()) == {"not_done"}


def test_an_unmistakable_beginning_of_an_id_will_do_and_a_strange_one_does_not(
    resolve: Resolve, lost: str
) -> None:
    assert resolve("feedbeef", "--happened") == 1
    assert resolve(lost[:8], "--happened") == 0


def test_a_ruling_without_its_kind_or_without_an_id_is_a_wrong_command_line(
    resolve: Resolve, lost: str
) -> None:
    assert resolve(lost) == 64
    assert resolve("--happened") == 64
    assert resolve(lost, "--happened", "--worker", "A9ZZZZZZZZZZ") == 1
