"""Reading files that a configuration names: regular files inside the project root, bounded."""

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from turkform.core.diagnostics import nearest

MAX_TEMPLATE = 1_048_576
MAX_ROWS_FILE = 268_435_456


class FileRefused(ValueError):
    """A file reference that leads outside, is no regular file, or is too large."""


@dataclass(slots=True)
class ProjectFiles:
    """Reads below `root` and remembers the digest of everything that was read."""

    root: Path
    digests: dict[str, str] = field(default_factory=dict)

    def read(self, folder: Path, reference: str, limit: int = MAX_TEMPLATE) -> bytes:
        """Read `reference`, relative to `folder`; `FileRefused` says what is wrong."""
        path = self._resolve(folder, reference)
        # The descriptor is checked, not the name: the name may be swapped in between.
        descriptor = self._open(path, reference)
        try:
            self._check(os.fstat(descriptor), reference, limit)
            with open(descriptor, "rb", closefd=False) as file:
                data = file.read(limit + 1)
        finally:
            os.close(descriptor)
        name = path.relative_to(self.root.resolve()).as_posix()
        self.digests[name] = hashlib.sha256(data).hexdigest()
        return data

    @staticmethod
    def _check(facts: os.stat_result, reference: str, limit: int) -> None:
        if not stat.S_ISREG(facts.st_mode):
            msg = f"{reference} is not a regular file"
            raise FileRefused(msg)
        if facts.st_size > limit:
            msg = f"{reference} has {facts.st_size:,} bytes; at most {limit:,} are read"
            raise FileRefused(msg)

    def _resolve(self, folder: Path, reference: str) -> Path:
        if not reference or any(ord(c) < 32 for c in reference) or "\\" in reference:
            msg = f"{reference!r} is not a file name; expected letters and /, such as data/rows.csv"
            raise FileRefused(msg)
        if PurePosixPath(reference).is_absolute() or "://" in reference:
            msg = f"{reference} is not a path relative to the campaign; expected data/rows.csv, say"
            raise FileRefused(msg)
        path = Path(os.path.realpath(folder / reference))
        if not path.is_relative_to(self.root.resolve()):
            msg = f"{reference} lies outside of the project ({self.root}); copy it into the project"
            raise FileRefused(msg)
        return path

    @staticmethod
    def _open(path: Path, reference: str) -> int:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            return os.open(path, flags)
        except FileNotFoundError as error:
            close = nearest(path.name, _names(path.parent))
            msg = f"{reference} does not exist. {close}".rstrip()
            raise FileRefused(msg) from error
        except OSError as error:
            msg = f"{reference} cannot be read: {error.strerror}"
            raise FileRefused(msg) from error


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []
