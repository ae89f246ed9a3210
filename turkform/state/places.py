"""Where a run runs: enough to tell, on the same machine, that it has died."""

import json
import os
import socket
from pathlib import Path


def this_place() -> str:
    """Machine, boot, process namespace, process and the moment it started; JSON."""
    return json.dumps(_place(os.getpid()))


def died(place: str) -> bool:
    """Whether the process of `place` is surely gone; False when it may live elsewhere."""
    there = json.loads(place)
    here = _place(there["process"])
    same_machine = all(
        here[part] and here[part] == there[part] for part in ("host", "boot", "space")
    )
    return same_machine and here["started"] != there["started"]


def _place(process: int) -> dict[str, str | int]:
    return {
        "host": socket.gethostname(),
        "boot": _read(Path("/proc/sys/kernel/random/boot_id")),
        "space": _space(),
        "process": process,
        "started": _started(process),
    }


def _started(process: int) -> str:
    # The name in parentheses may hold anything; the 22nd field is the start, in ticks since boot.
    status = _read(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
    return status[19] if len(status) > 19 and status[0] not in ("Z", "X") else ""


def _space() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
