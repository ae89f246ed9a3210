"""Opens the database that a text names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from turkform.marketplace.store.database import Database

if TYPE_CHECKING:
    from turkform.marketplace.store.postgres import PostgresDatabase

_POSTGRES: Final = ("postgresql://", "postgres://")
_NO_DRIVER: Final = "PostgreSQL needs its driver: pip install 'turkform[postgres]'"


def is_postgres(place: str) -> bool:
    """Tell whether a text is a PostgreSQL URL; every other one is the path of a SQLite file."""
    return place.startswith(_POSTGRES)


def open_database(place: str) -> Database:
    """Open a path or a PostgreSQL URL, making the schema when it is not there.

    Raises ValueError when the driver is not installed or the server does not let us in.
    """
    if is_postgres(place):
        return _open_postgres(place)
    from turkform.marketplace.store.sqlite import SqliteDatabase

    return SqliteDatabase(Path(place))


def empty_database(place: str) -> None:
    """Remove everything that a marketplace has stored; ValueError as in `open_database`."""
    if is_postgres(place):
        database = _open_postgres(place)
        database.empty()
        database.close()
        return
    path = Path(place)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _open_postgres(url: str) -> PostgresDatabase:
    try:
        import psycopg

        from turkform.marketplace.store.postgres import PostgresDatabase
    except ImportError:
        raise ValueError(_NO_DRIVER) from None
    try:
        return PostgresDatabase(url)
    except psycopg.OperationalError as error:
        raise ValueError(f"cannot open the PostgreSQL database: {error}".strip()) from None
