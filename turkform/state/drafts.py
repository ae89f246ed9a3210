"""Files that become a state, or are thrown away: made under another name beside it.

A draft is locked for as long as somebody is at work on it, so that what the dead have left can be
told from what the living need.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def draft(path: Path) -> Iterator[tuple[Path, int]]:
    """A new private file beside `path`, and its descriptor; gone afterwards unless renamed."""
    _clear(path)
    name, descriptor = _locked(path)
    try:
        yield name, descriptor
    finally:
        name.unlink(missing_ok=True)
        journal_of(name).unlink(missing_ok=True)
        os.close(descriptor)


def journal_of(path: Path) -> Path:
    """Where SQLite keeps what it needs to undo a commit that was cut off."""
    return path.with_name(path.name + "-journal")


def sync_folder(folder: Path) -> None:
    """Make the names of the files in it durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _locked(path: Path) -> tuple[Path, int]:
    while True:
        name = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return name, descriptor
        os.close(descriptor)  # cleared away between its making and its lock


def _clear(path: Path) -> None:
    """Remove what a run left that died while it made a state."""
    for file in path.parent.glob(f".{path.name}.*"):
        name = file.with_name(file.name.removesuffix("-journal"))
        try:
            descriptor = os.open(name, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            file.unlink(missing_ok=True)
            continue
        try:
            with suppress(BlockingIOError):  # somebody is at work on it
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                file.unlink(missing_ok=True)
        finally:
            os.close(descriptor)
