"""The lock of a state file: one byte, far behind the data, locked by the kernel.

It dies with its process, so it is never stale. Which byte, is the number of times that somebody has
taken the state over: a run that is paused keeps the byte of its own time, and nobody waits for it.
"""

import fcntl
import os
import struct

# SQLite locks bytes at 1 GiB; no state reaches four terabytes.
_FIRST = 1 << 42


def lock(descriptor: int, takeovers: int) -> bool:
    """Lock the byte of this time for as long as the descriptor is open; False when it is taken."""
    if not hasattr(fcntl, "F_OFD_SETLK"):
        return _whole(descriptor)
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _request(fcntl.F_WRLCK, takeovers))
    except OSError:
        return False
    return True


def _whole(descriptor: int) -> bool:
    # Elsewhere than on Linux: the whole file, so a paused run has to be ended to free it.
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _request(kind: int, takeovers: int) -> bytes:
    # struct flock of 64-bit Linux: type, whence, start, length, process (0 for such locks).
    return struct.pack("hhqqi4x", kind, os.SEEK_SET, _FIRST + takeovers, 1, 0)
