"""What an error of SQLite means to the user: somebody else is at work, the disk, or damage."""

import sqlite3
from pathlib import Path

from turkform.core.errors import Locked, TurkformError
from turkform.state.database import StoreFailed

_LOCKS = Path("/proc/locks")
# Where SQLite locks a file: its pending, reserved and shared bytes.
_BYTES = range(1 << 30, (1 << 30) + 512)
# Python's own errors carry no code: text that is none.
_DAMAGE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, 0)


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another process holds SQLite's lock."""
    return _code(error) == sqlite3.SQLITE_BUSY


def unreadable(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> TurkformError:
    """Why a state cannot be opened, and what to do."""
    if isinstance(error, sqlite3.Error) and _code(error) not in _DAMAGE:
        return failed(path, error)
    return TurkformError(f"{path} cannot be read as a state: {error}. Restore it from a backup.")


def damaged(path: Path, error: ValueError) -> StoreFailed:
    """What is stored is no text, no JSON or no moment: a bit has flipped, or somebody wrote it."""
    return StoreFailed(
        f"the state {path} is damaged: {error}. Nothing more is sent.\n"
        "Restore it from a backup; turkform state verify tells whether that one is whole."
    )


def failed(path: Path, error: sqlite3.Error) -> TurkformError:
    """Why a statement did not go through, and what to do."""
    if is_busy(error):
        return busy(path)
    if _code(error) in (sqlite3.SQLITE_CORRUPT, 0):
        return damaged(path, ValueError(str(error)))
    # After a failed write nobody knows what the disk holds: stop, never try the sync again.
    msg = (
        f"the state {path} cannot be used: {error}. Nothing more is sent.\n"
        "Mend the disk (space, permissions), then run the same command again."
    )
    return StoreFailed(msg)


def busy(path: Path) -> Locked:
    """Somebody is in the middle of reading or writing the file, for longer than that takes."""
    return Locked(
        f"the state {path} is in use: {_user(path)} has not ended its reading or writing.\n"
        "Wait for it, or end it if it is stopped, then run the same command again."
    )


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _user(path: Path) -> str:
    """Read, not asked for: closing a descriptor of the file would drop our own locks on it."""
    try:
        inode, lines = path.stat().st_ino, _LOCKS.read_text(encoding="ascii").splitlines()
    except OSError:
        return "another process"
    # number: POSIX ADVISORY WRITE process device:device:inode start end
    locks = (words for words in map(str.split, lines) if len(words) == 8)
    mine = (words for words in locks if words[5].endswith(f":{inode}") and words[4] != "-1")
    users = [words[4] for words in mine if words[6].isdigit() and int(words[6]) in _BYTES]
    return f"process {users[0]}" if users else "another process"
