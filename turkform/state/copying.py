"""A copy of a state file while another process holds SQLite's own lock on it.

A process that is stopped in the middle of a commit keeps that lock, and nobody may write the file
before it goes on. But the file and its journal together are what a kill at this moment would leave,
and SQLite undoes such a commit when it opens the copy.
"""

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from turkform.core.errors import Locked, TurkformError
from turkform.state.drafts import draft, journal_of, sync_folder
from turkform.state.sqlite_errors import unreadable
from turkform.state.sqlite_file import connect

_TRIES = 100
_PAUSE_S = 0.1
_CHUNK = 1 << 20


@contextmanager
def copied(path: Path) -> Iterator[tuple[Path, int]]:
    """A copy that ends with the last whole commit, and its descriptor; gone afterwards unless
    published. Raises `Locked` where the file never stands still."""
    with draft(path) as (copy, descriptor):
        _copy(path, copy)
        _undo(copy)
        yield copy, descriptor


def publish(copy: Path, descriptor: int, path: Path) -> None:
    """Put a copy in the place of the file that it is a copy of.

    The old journal goes after the file: if it is the machine that goes in between, the journal
    turns the copy into what it already is.
    """
    os.fsync(descriptor)
    copy.replace(path)
    sync_folder(path.parent)
    journal_of(path).unlink(missing_ok=True)
    sync_folder(path.parent)


def _copy(path: Path, copy: Path) -> None:
    """Two equal readings of both files show that nobody wrote in between."""
    for _ in range(_TRIES):
        read = _digest(journal_of(path), journal_of(copy)), _digest(path, copy)
        if read == (_digest(journal_of(path)), _digest(path)):
            return
        time.sleep(_PAUSE_S)
    msg = f"the state {path} is being written all the time. Try again in a moment."
    raise Locked(msg)


def _digest(source: Path, target: Path | None = None) -> bytes:
    """Of a file's content, which is copied to `target`; empty where there is no file."""
    digest = hashlib.blake2b()
    with (target or Path(os.devnull)).open("wb") as copy:
        try:
            with source.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
        except FileNotFoundError:
            return b""
    return digest.digest()


def _undo(copy: Path) -> None:
    try:
        with closing(connect(copy, "rw")) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise unreadable(copy, error) from error
    if found != ("ok",):
        msg = f"the state is damaged: {found[0]}. Restore it from a backup."
        raise TurkformError(msg)
