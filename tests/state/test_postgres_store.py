"""Leases: what only a store has that several machines share."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from tests.state.worlds import BINDING, creation, utc_now
from turkform.core.errors import Locked, Stale, TurkformError
from turkform.core.ports import Binding
from turkform.state.places import died, this_place
from turkform.state.postgres import PostgresStore, schema_name

pytestmark = pytest.mark.postgres
HOLDER = """
import sys, time
from dataclasses import replace
from tests.state.worlds import BINDING, utc_now
from turkform.state.postgres import PostgresStore
store = PostgresStore(sys.argv[1], replace(BINDING, project=sys.argv[2]), utc_now)
with store.writing("apply"):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def binding() -> Binding:
    return replace(BINDING, project=uuid4().hex)


@pytest.fixture
def tamper(postgres_url: str, binding: Binding) -> Callable[[str], None]:
    def run(sql: str) -> None:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f'SET search_path TO "{schema_name(binding)}"'.encode())
            connection.execute(sql.encode())

    return run


def test_a_run_whose_lease_ran_out_is_overtaken_and_then_writes_nothing_more(
    postgres_url: str, binding: Binding, tamper: Callable[[str], None]
) -> None:
    store = PostgresStore(postgres_url, binding, utc_now)
    first, second = store.writing("apply"), store.writing("destroy")
    paused = first.__enter__()
    tamper("UPDATE lease SET until = clock_timestamp() - interval '1 second'")
    with second as session:
        with pytest.raises(Stale, match="another run has taken over"):
            paused.claim([creation()])
        assert session.claim([creation()])
    with pytest.raises(Stale, match="before this one ended"):
        first.__exit__(None, None, None)


def test_a_lease_lives_on_while_its_run_does(postgres_url: str, binding: Binding) -> None:
    store = PostgresStore(postgres_url, binding, utc_now, lease=timedelta(milliseconds=400))
    with store.writing("apply") as session:
        assert session.lineage
        deadline = utc_now() + timedelta(seconds=1)
        while utc_now() < deadline:
            with pytest.raises(Locked), store.writing("apply"):
                pass


def test_a_run_that_was_killed_on_this_machine_does_not_hold_the_lock(
    postgres_url: str, binding: Binding
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, postgres_url, binding.project],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    store = PostgresStore(postgres_url, binding, utc_now)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Locked), store.writing("apply"):
            pass
    finally:
        holder.kill()
        holder.communicate()
    with store.writing("apply") as session:
        assert session.lineage


def test_a_run_on_another_machine_is_never_thought_dead() -> None:
    there = json.loads(this_place()) | {"host": "elsewhere", "process": 4_000_000}
    assert not died(json.dumps(there))


def test_a_database_that_cannot_be_reached_is_said_without_the_password() -> None:
    store = PostgresStore("postgresql://me:secret@127.0.0.1:1/db", BINDING, utc_now)
    with pytest.raises(TurkformError, match="cannot be reached") as caught, store.reading():
        pass
    assert "secret" not in str(caught.value)


def test_a_connection_that_is_cut_stops_the_run(
    postgres_url: str, binding: Binding, tamper: Callable[[str], None]
) -> None:
    store = PostgresStore(postgres_url, binding, utc_now)
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )

    def run() -> None:
        with store.writing("apply") as session:
            tamper(cut)
            session.claim([creation()])

    with pytest.raises(TurkformError, match="Nothing more is sent"):
        run()


def test_two_runs_that_make_the_state_at_once_both_find_one(
    postgres_url: str, binding: Binding
) -> None:
    program = HOLDER.replace("time.sleep(600)", "time.sleep(0)")
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", program, postgres_url, binding.project],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    outputs = [run.communicate(timeout=60) for run in runs]
    assert any(out == "held\n" for out, _ in outputs)
    for out, err in outputs:
        assert out == "held\n" or "Locked" in err, err
