"""Where the state of a swept world lies, and how a try gets a copy of its own."""

import socket
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

OPEN = "SELECT COUNT(*) FROM attempts a JOIN intents i ON i.intent_id = a.intent_id WHERE "
MINE = "a.status = 'started' AND i.op = "


class Place(Protocol):
    """A kind of store, at one spot."""

    @property
    def setting(self) -> str:
        """What `state:` says; empty for the default."""
        ...

    def database(self) -> type[Any]:
        """The class whose transactions are boundaries."""
        ...

    def recorded(self, operation: str) -> bool:
        """Whether an attempt of that operation is durable and open."""
        ...

    def copied(self, folder: Path) -> "Place":
        """The same state for the world in another folder, which is a copy already."""
        ...

    def dropped(self) -> None:
        """Remove what is not in the world's folder."""
        ...


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A SQLite file in the world's own folder."""

    folder: Path
    setting: str = ""

    def database(self) -> type[Any]:
        from turkform.state.sqlite_database import SqliteDatabase

        return SqliteDatabase

    def recorded(self, operation: str) -> bool:
        path = self.folder / ".turkform" / "lab" / "story.db"
        uri = f"{path.as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=30)) as state:
            [count] = state.execute(OPEN + MINE + "?", (operation,)).fetchone()
        return bool(count)

    def copied(self, folder: Path) -> "FilePlace":
        return FilePlace(folder)

    def dropped(self) -> None:
        """Goes with the folder."""


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """A database of its own on a server; `url` has `{name}` for the database's name."""

    url: str
    name: str

    @property
    def setting(self) -> str:
        return self.url.format(name=self.name)

    def database(self) -> type[Any]:
        from turkform.state.postgres_database import PostgresDatabase

        return PostgresDatabase

    def recorded(self, operation: str) -> bool:
        import psycopg

        with psycopg.connect(self.setting) as state:
            row = state.execute(
                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'turkform_story%'"
            ).fetchone()
            if row is None:
                return False
            state.execute(f'SET search_path TO "{row[0]}"'.encode())
            found = state.execute((OPEN + MINE + "%s").encode(), (operation,)).fetchone()
        return bool(found and found[0])

    def copied(self, folder: Path) -> "PostgresPlace":  # noqa: ARG002 - a port
        name = f"try_{uuid4().hex}"
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        return PostgresPlace(self.url, name)

    def dropped(self) -> None:
        self._administer(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _administer(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(self.url.format(name="postgres"), autocommit=True) as server:
            server.execute(sql.encode())


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
