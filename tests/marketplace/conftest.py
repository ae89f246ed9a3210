from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest


@contextmanager
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """Give the URL of an empty schema of its own on the tests' PostgreSQL server."""
    schema = f"m_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    yield f"{postgres_url}&options={quote(f'-csearch_path={schema}')}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())


@pytest.fixture
def postgres_place(postgres_url: str) -> Iterator[str]:
    """The URL of an empty schema of its own on the tests' PostgreSQL server."""
    with postgres_schema(postgres_url) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a marketplace keeps its data: each test runs on both databases."""
    if request.param == "sqlite":
        return str(tmp_path / "marketplace.db")
    return str(request.getfixturevalue("postgres_place"))
