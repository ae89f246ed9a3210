"""What every database behind the marketplace keeps to."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from turkform.marketplace.store.database import Database, Transaction
from turkform.marketplace.store.opening import empty_database, open_database
from turkform.marketplace.store.postgres import PostgresDatabase, translated


@pytest.fixture
def database(place: str) -> Iterator[Database]:
    one = open_database(place)
    yield one
    one.close()


def put(tx: Transaction, name: str, value: str) -> None:
    tx.execute(
        "INSERT INTO settings (name, value) VALUES (:name, :value) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {"name": name, "value": value},
    )


def value_of(tx: Transaction, name: str) -> str | None:
    row = tx.one("SELECT value FROM settings WHERE name = :name", {"name": name})
    return None if row is None else str(row["value"])


def test_a_transaction_when_it_ends_is_seen_by_the_next(database: Database) -> None:
    with database.transaction() as tx:
        put(tx, "colour", "100 % :blue")
    with database.reading() as tx:
        assert value_of(tx, "colour") == "100 % :blue"


def test_a_transaction_when_it_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as tx:
            put(tx, "colour", "red")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading() as tx:
        assert value_of(tx, "colour") is None


def test_a_database_when_opened_again_still_has_everything(place: str, database: Database) -> None:
    with database.transaction() as tx:
        put(tx, "colour", "green")
    again = open_database(place)
    with again.reading() as tx:
        assert value_of(tx, "colour") == "green"
    again.close()


def test_a_reader_sees_one_moment_although_others_write(database: Database) -> None:
    with database.reading() as before:
        assert value_of(before, "colour") is None
        with database.transaction() as tx:
            put(tx, "colour", "late")
        assert value_of(before, "colour") is None


def test_writers_at_once_lose_no_update(place: str, database: Database) -> None:
    other = open_database(place)
    with database.transaction() as tx:
        put(tx, "count", "0")

    def add_one(number: int) -> None:
        with (database, other)[number % 2].transaction() as tx:
            put(tx, "count", str(int(value_of(tx, "count") or 0) + 1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(64)))
    with other.reading() as tx:
        assert value_of(tx, "count") == "64"
    other.close()


def test_many_rows_and_their_number_are_reported(database: Database) -> None:
    with database.transaction() as tx:
        rows = [{"name": f"row {number}", "value": "x"} for number in range(3)]
        tx.execute_many("INSERT INTO settings (name, value) VALUES (:name, :value)", rows)
        touched = tx.execute("UPDATE settings SET value = 'y' WHERE name LIKE 'row %'")
    assert touched == 3


def test_flags_are_kept_as_numbers(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute(
            "INSERT INTO workers (side, worker_id, adult, created_at) "
            "VALUES ('live', 'A', :yes, 0)",
            {"yes": True},
        )
        (row,) = tx.all("SELECT adult, masters FROM workers")
    assert row == {"adult": 1, "masters": 0}


def test_an_emptied_database_is_as_good_as_new(place: str, database: Database) -> None:
    with database.transaction() as tx:
        put(tx, "colour", "gone")
    database.close()
    empty_database(place)
    again = open_database(place)
    with again.reading() as tx:
        assert value_of(tx, "colour") is None
    again.close()


def test_postgresql_when_it_ended_our_idle_connections_is_asked_again(
    postgres_url: str, postgres_place: str
) -> None:
    database = PostgresDatabase(f"{postgres_place}&application_name=forgotten")
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'forgotten'"
        )
    with database.transaction() as tx:
        put(tx, "colour", "after the restart")
    database.close()


def test_a_postgresql_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="cannot open the PostgreSQL database"):
        open_database("postgresql://nobody@/none?host=/nonexistent")


def test_named_parameters_become_the_drivers_own() -> None:
    assert translated("SELECT a::text FROM t WHERE b LIKE '%x' AND c = :c_1") == (
        b"SELECT a::text FROM t WHERE b LIKE '%%x' AND c = %(c_1)s"
    )
