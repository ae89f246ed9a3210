"""Another campaign of the project under the same name: both would have one state and one marker."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from turkform.config.gathering import Loading
from turkform.config.project import FILE

_MOST_FOLDERS, _MOST_ENTRIES = 2_000, 50_000
_READ_BYTES = 65_536
_FOREIGN = frozenset({"node_modules", "venv", "__pycache__"})
_NAMED = re.compile(
    rb"""^(?:\xef\xbb\xbf)?(['"]?)campaign\1[ \t]*:[ \t]*(['"]?)([\w-]+)\2[ \t\r]*(?:#|$)""",
    re.MULTILINE,
)


def check_namesakes(loading: Loading, name: str, root: Path) -> None:
    """Report the nearest other folder below `root` whose campaign has this name.

    The second would take over, change and delete what the first one made. Looked at are the first
    2,000 folders, the upper ones first, without hidden ones and projects of their own.
    """
    for folder in _folders(root):
        if folder != loading.folder and (file := _naming(folder, name.encode())):
            hint = "Rename the newer one: by its name a campaign finds its state and its HITs."
            loading.report(
                f'two campaigns of this project are named "{name}": {loading.folder} and '
                f"{folder} ({file.name})",
                ("campaign",),
                hint,
            )
            return


def _naming(folder: Path, name: bytes) -> Path | None:
    files = (file for file in sorted(folder.glob("*.yaml")) if file.name != FILE)
    return next((file for file in files if _named(file) == name), None)


def _named(file: Path) -> bytes:
    # What may not be read is no campaign that could be run.
    with suppress(OSError):
        if file.is_file():
            with file.open("rb") as opened:
                found = _NAMED.search(opened.read(_READ_BYTES))
            return found[3] if found else b""
    return b""


def _folders(root: Path) -> Iterator[Path]:
    """Breadth first, bounded in folders and in entries."""
    waiting, left = [root], _MOST_ENTRIES
    for folder in islice(waiting, _MOST_FOLDERS):  # the list grows while it is walked
        yield folder
        with suppress(OSError), os.scandir(folder) as entries:
            looked = list(islice(entries, left))
            left -= len(looked)
            waiting += sorted(Path(entry.path) for entry in looked if _leads_on(entry))


def _leads_on(entry: os.DirEntry[str]) -> bool:
    ours = not entry.name.startswith(".") and entry.name not in _FOREIGN
    return ours and entry.is_dir(follow_symlinks=False) and not Path(entry.path, FILE).exists()
