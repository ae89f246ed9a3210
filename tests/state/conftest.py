"""Every store, by a fixture that runs a test once on each."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.state.worlds import BINDING, World
from turkform.core.money import Money
from turkform.core.ports import Binding, Clock, StateSession, StateStore
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


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    if request.param == "sqlite":
        return sqlite_world(tmp_path)
    return postgres_world(request.getfixturevalue("postgres_url"), tmp_path)


@pytest.fixture
def session(world: World) -> Iterator[StateSession]:
    with world.store().writing("apply") as opened:
        yield opened
