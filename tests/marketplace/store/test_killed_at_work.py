"""`kill -9` of a server under load, again and again: whatever it answered is there afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.marketplace.control.stranger import HIT, Stranger

CLIENTS = 4
KILLS = 3
PATIENCE_S = 60


@pytest.fixture
def server(place: str) -> Iterator[Stranger]:
    made = Stranger(place)
    yield made
    made.kill()


def load(
    server: Stranger, name: str, stop: threading.Event, answered: list[tuple[str, str]]
) -> None:
    """Create, accept, submit and approve until told to stop; note what was answered with 200."""
    number = 0
    while not stop.is_set():
        number += 1
        token = f"{name}-{number}"
        created = server.call("CreateHIT", **HIT, UniqueRequestToken=token)
        if created.status != 200:
            continue
        hit_id = created.body["HIT"]["HITId"]
        answered.append(("CreateHIT", hit_id))
        accepted = server.control("accept", {"HITId": hit_id, "WorkerId": f"A{name}"})
        if accepted.status != 200:
            continue
        assignment_id = accepted.body["AssignmentId"]
        answered.append(("worker:accept", assignment_id))
        answers = {"AssignmentId": assignment_id, "Answers": {"label": token}}
        if server.control("submit", answers).status == 200:
            answered.append(("worker:submit", assignment_id))
            if server.call("ApproveAssignment", AssignmentId=assignment_id).status == 200:
                answered.append(("ApproveAssignment", assignment_id))


def wait_for_all_deeds(answered: list[tuple[str, str]], approvals: int) -> None:
    """Let the clients work until so many approvals were answered, and a moment longer."""
    end = time.monotonic() + PATIENCE_S
    while sum(deed == "ApproveAssignment" for deed, _ in list(answered)) < approvals:
        assert time.monotonic() < end, "no approval was answered in time"
        time.sleep(0.02)
    time.sleep(0.3)


def kept(server: Stranger) -> set[tuple[str, str]]:
    """What the journal of a restarted server has."""
    found = set()
    for entry in server.read("journal"):
        result, parameters = entry["result"], entry["parameters"]
        subject = result.get("HIT", {}).get("HITId") or result.get("AssignmentId")
        found.add((entry["operation"], subject or parameters.get("AssignmentId", "")))
    return found


def test_a_server_killed_under_load_keeps_everything_that_it_answered(server: Stranger) -> None:
    answered: list[tuple[str, str]] = []
    for round_number in range(KILLS):
        stop = threading.Event()
        with ThreadPoolExecutor(CLIENTS) as threads:
            for client in range(CLIENTS):
                threads.submit(load, server, f"{round_number}X{client}", stop, answered)
            wait_for_all_deeds(answered, round_number + 1)
            server.process.kill()
            stop.set()
        server.restart()
    assert set(answered) - kept(server) == set()
    approved = [subject for operation, subject in answered if operation == "ApproveAssignment"]
    states = {
        server.call("GetAssignment", AssignmentId=one).body["Assignment"]["AssignmentStatus"]
        for one in approved
    }
    assert states == {"Approved"}
