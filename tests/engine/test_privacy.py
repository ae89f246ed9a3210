"""What a whole life of a campaign may do, and where the ids of its workers end up."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import Any

import pytest
from botocore.httpsession import URLLib3Session

from tests.engine.denying import Wire
from tests.engine.served import World
from turkform.cli.main import run

WORKER = "A1UNMISTAKABLEWORKER"
RULES = """\
qualification_types:
  part: {name: Took part in this one, description: Worked on it.}
  old: {name: Was here before, description: Worked earlier.}
follow_ups:
  accept: {on: pictures, when: "{{ answer.label != '' }}", approve: {feedback: Thank you.}}
  careful: {on: pictures, each: worker, bonus: {amount: $0.50, reason: Careful}}
  remember: {on: pictures, each: worker, grant: {qualification: part, value: 1}}
  forget: {on: pictures, each: worker, revoke: {qualification: old, reason: Over}}
  invite: {on: pictures, each: worker, message: {subject: Wave two, text: It is open.}}
"""


@pytest.fixture(autouse=True)
def rules(world: World) -> None:
    """Two pictures, and deeds towards everybody who worked on one."""
    world.write("a", "b", more=RULES)


def test_a_campaign_that_may_do_only_what_its_policy_allows_lives_its_whole_life(
    world: World, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["iam-policy", str(world.folder)]) == 0
    statements = json.loads(capsys.readouterr().out)["Statement"]
    allowed = {a for s in statements if s["Effect"] == "Allow" for a in s["Action"]}
    wire.allowed = frozenset(action.removeprefix("mechanicalturk:") for action in allowed)
    assert world.apply() == 0
    world.work(world.hits()[0], WORKER)
    assert world.apply() == 0
    assert world.changes() == 0
    assert world.destroy() == 0


def test_a_worker_id_when_a_campaign_has_paid_and_mailed_is_in_one_table_and_nowhere_else(
    world: World, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.apply() == 0
    world.work(world.hits()[0], WORKER)
    saved = world.folder.parent / "plan.json"
    assert run(["plan", str(world.folder), "--env", "lab", "--out", str(saved)]) == 0
    assert run(["plan", str(world.folder), "--env", "lab", "--format", "json"]) == 0
    wire.refusals = {"NotifyWorkers": b'{"__type":"RequestError","Message":"%s: no A9"}'}
    world.apply()
    run(["status", str(world.folder), "--env", "lab"])
    run(["ledger", str(world.folder), "--env", "lab"])
    run(["resolve", str(world.folder), "--env", "lab"])
    run(["state", "list", str(world.folder), "--env", "lab"])
    shown = capsys.readouterr()
    assert WORKER not in shown.out + shown.err
    assert WORKER not in saved.read_text()
    assert holding(world) == {"workers"}


def holding(world: World) -> set[str]:
    """The tables that name the worker."""
    with closing(sqlite3.connect(world.state)) as state:
        tables = [name for (name,) in state.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")]  # fmt: skip
        return {
            table
            for table in tables
            for row in state.execute(f"SELECT * FROM {table}")
            if WORKER in str(row)
        }


@pytest.mark.parametrize("error", [RuntimeError, OSError, MemoryError, AssertionError])
def test_a_worker_id_in_an_error_of_the_wire_is_neither_told_nor_stored(
    world: World,
    wire: Wire,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
) -> None:
    assert world.apply() == 0
    world.work(world.hits()[0], WORKER)
    send = URLLib3Session.send

    def breaking(session: URLLib3Session, request: Any) -> Any:
        if b"NotifyWorkers" in request.headers["X-Amz-Target"]:
            raise error(f"cannot send {request.body!r}")
        return send(session, request)

    monkeypatch.setattr(URLLib3Session, "send", breaking)
    capsys.readouterr()
    assert world.apply() == 10
    assert run(["resolve", str(world.folder), "--env", "lab"]) == 0
    shown = capsys.readouterr()
    assert "NotifyWorkers" in shown.out
    assert WORKER not in shown.out + shown.err
    assert holding(world) == {"workers"}


LOUD = """\
import logging, sys
logging.basicConfig(level=logging.DEBUG)
from turkform.cli.main import main
main(sys.argv[1:])
"""
DEBUGGING = {
    "AWS_DEBUG": "1", "BOTO_DEBUG": "1", "AWS_LOG_LEVEL": "debug", "PYTHONWARNINGS": "always",
    "PYTHONDEVMODE": "1", "AWS_SESSION_TOKEN": "THESESSIONTOKEN",
}  # fmt: skip


def test_requests_are_told_neither_signed_nor_whole_however_loud_the_environment_is(
    world: World, wire: Wire
) -> None:
    assert world.apply() == 0
    world.work(world.hits()[0], WORKER)
    command = ["apply", str(world.folder), "--env", "lab", "--auto-approve"]
    done = subprocess.run(
        [sys.executable, "-c", LOUD, *command],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, **DEBUGGING, "AWS_SECRET_ACCESS_KEY": "THESECRETKEY"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert world.executed("NotifyWorkers")
    told = (done.stdout + done.stderr).lower()
    secrets = (WORKER, "THESECRETKEY", "THESESSIONTOKEN", "Signature=", "Authorization")
    assert [word for word in secrets if word.lower() in told] == []
