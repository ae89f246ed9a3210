"""How far a state had come when this machine saw it last: what tells an older copy of it.

One small file for each lineage, apart from the state, so that a state put back from a backup does
not bring it along. Without the file nothing is known, and nothing is suspected.
"""

import os
from pathlib import Path


class Tide:
    """The folder of the marks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def seen(self, lineage: str) -> int:
        """The epoch that was noted last; 0 where none was."""
        try:
            return int((self._folder / lineage).read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0

    def note(self, lineage: str, epoch: int) -> None:
        """Remember this epoch, all or nothing."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._folder / f".{lineage}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(str(epoch))
            file.flush()
            os.fsync(descriptor)
        draft.replace(self._folder / lineage)
