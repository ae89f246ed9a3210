"""Which store an environment's `state:` names."""

from pathlib import Path

from turkform.core.errors import TurkformError
from turkform.core.money import Money
from turkform.core.ports import Binding, Clock, StateStore
from turkform.state.sqlite import SqliteStore

_POSTGRES = ("postgresql://", "postgres://")


def open_store(
    url: str | None, path: Path, binding: Binding, clock: Clock, budget: Money | None
) -> StateStore:
    """The store at `url`; without one, the file at `path`."""
    if not url:
        return SqliteStore(path, binding, clock, budget)
    if url.startswith(_POSTGRES):
        return _postgres(url, binding, clock, budget)
    if url.startswith("s3://"):
        from turkform.state.s3 import S3Store

        cache = path.with_name(f"{path.stem}.s3-cache.db")
        return S3Store(url, cache, binding, clock, budget)
    msg = (
        f"state: {url} is no kind of store. Write postgresql://HOST/DATABASE or "
        "s3://BUCKET/PREFIX, or leave it out."
    )
    raise TurkformError(msg)


def _postgres(url: str, binding: Binding, clock: Clock, budget: Money | None) -> StateStore:
    try:
        from turkform.state.postgres import PostgresStore
    except ImportError as error:
        msg = "state: postgresql:// needs psycopg. Run pip install 'turkform[postgres]'."
        raise TurkformError(msg) from error
    return PostgresStore(url, binding, clock, budget)
