"""Which file systems a state may lie on."""

from collections.abc import Callable
from pathlib import Path

from turkform.core.errors import TurkformError

_NETWORK = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "fuse.s3fs", "afs", "ceph", "glusterfs")


def refuse_network(folder: Path, mounts: Callable[[], str]) -> None:
    """Raise when `folder` lies where locks cannot be trusted; `mounts` reads /proc/self/mounts."""
    kind = _kind(folder.resolve(), mounts)
    if kind.startswith(_NETWORK):
        msg = (
            f"{folder} lies on a network file system ({kind}), where locks cannot be trusted. "
            "Move the project to a local disk, or set state: to a database."
        )
        raise TurkformError(msg)


def _kind(folder: Path, mounts: Callable[[], str]) -> str:
    try:
        lines = mounts().splitlines()
    except OSError:
        return ""  # no /proc: not Linux, where this check has nothing to read
    places = ((_unescaped(line.split()[1]), line.split()[2]) for line in lines)
    # The last of equal places is the one on top.
    around = [
        (len(place), n, kind)
        for n, (place, kind) in enumerate(places)
        if folder.is_relative_to(place)
    ]
    return max(around, default=(0, 0, ""))[2]


def _unescaped(place: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        place = place.replace(code, character)
    return place
