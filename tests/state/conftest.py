"""Every store, by a fixture that runs a test once on each."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.s3_server import BUCKET
from tests.state.worlds import BINDING, World
from turkform.core.money import Money
from turkform.core.ports import Binding, Clock, StateSession, StateStore
from turkform.state.database import Transaction
from turkform.state.sqlite import SqliteStore


def sqlite_world(folder: Path) -> World:
    def store(binding: Binding, clock: Clock, budget: Money | None) -> StateStore:
        return SqliteStore(folder / f"{binding.campaign}.db", binding, clock, budget)

    def tamper(sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(folder / f"{BINDING.campaign}.db")
        try:
            with connection:
                return connection.execute(sql).fetchall()
        finally:
            connection.close()

    return World(store, tamper, "sqlite")


def postgres_world(url: str, folder: Path) -> World:
    import psycopg

    from turkform.state.postgres import PostgresStore, schema_name

    def own(binding: Binding) -> Binding:
        # One server serves all tests; a project of its own gives each test its own schema.
        return replace(binding, project=hashlib.sha256(str(folder).encode()).hexdigest()[:32])

    def store(binding: Binding, clock: Clock, budget: Money | None) -> StateStore:
        return PostgresStore(url, own(binding), clock, budget)

    def tamper(sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'SET search_path TO "{schema_name(own(BINDING))}"'.encode())
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    return World(store, tamper, "postgres")


def s3_world(address: str, folder: Path) -> World:
    from turkform.state.bucket import Bucket, make_client, place
    from turkform.state.journal import Recording, append
    from turkform.state.s3 import S3Store
    from turkform.state.s3_database import S3Database

    url = f"s3://{BUCKET}/{folder.name}?endpoint={address}&region=us-east-1"

    def store(binding: Binding, clock: Clock, budget: Money | None) -> StateStore:
        return S3Store(url, folder / f"{binding.campaign}.s3-cache.db", binding, clock, budget)

    def tamper(sql: str) -> list[tuple[Any, ...]]:
        """What another writer would add; reading needs no entry."""
        own = f"{folder.name}/{BINDING.project}/{BINDING.environment}/{BINDING.campaign}"
        where = place(url)
        database = S3Database(Bucket(make_client(where), where.bucket, own), folder / "other")

        def work(tx: Transaction) -> list[tuple[Any, ...]]:
            if sql.startswith("SELECT"):
                return list(tx.rows(sql))
            recording = Recording(tx)
            recording.execute(sql)
            append(recording, 0, datetime.now(UTC))
            return []

        try:
            return database.transact(work)
        finally:
            database.close()

    return World(store, tamper, "s3")


SQL = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=SQL)
def sql_world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    """A store that somebody with its password can edit."""
    if request.param == "sqlite":
        return sqlite_world(tmp_path)
    return postgres_world(request.getfixturevalue("postgres_url"), tmp_path)


@pytest.fixture(params=[*SQL, pytest.param("s3", marks=pytest.mark.moto)])
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    if request.param == "sqlite":
        return sqlite_world(tmp_path)
    if request.param == "postgres":
        return postgres_world(request.getfixturevalue("postgres_url"), tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "lab")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "lab")
    return s3_world(request.getfixturevalue("s3_address"), tmp_path)


@pytest.fixture
def session(world: World) -> Iterator[StateSession]:
    with world.store().writing("apply") as opened:
        yield opened
