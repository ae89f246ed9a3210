"""The locks of a state file: two bytes, far behind the data, locked by the kernel.

They die with their process, so they are never stale. One is held by a run for as long as it works,
the other by a takeover while it makes the file that will take this one's place.
"""

import fcntl
import os
import struct

# SQLite locks bytes at 1 GiB; no state reaches four terabytes.
_RUN = 1 << 42
_FENCE = _RUN - 1
# struct flock of 64-bit Linux: type, whence, start, length, process (0 for such locks).
_FLOCK = "hhqqi4x"


def lock(descriptor: int) -> bool:
    """Lock the file for a run as long as the descriptor is open; False when it is taken."""
    if hasattr(fcntl, "F_OFD_SETLK"):
        return _set(descriptor, _RUN)
    try:  # elsewhere than on Linux: the whole file
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def fence(descriptor: int) -> bool:
    """Stop the run that works on the file for as long as the descriptor is open, if it lets
    itself be stopped; False when somebody else does so already."""
    return not hasattr(fcntl, "F_OFD_SETLK") or _set(descriptor, _FENCE)


def fenced(descriptor: int) -> bool:
    """Whether another process takes this file over at present."""
    if not hasattr(fcntl, "F_OFD_GETLK"):
        return False
    found = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, _request(_FENCE))
    return bool(struct.unpack(_FLOCK, found)[0] != fcntl.F_UNLCK)


def _set(descriptor: int, byte: int) -> bool:
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _request(byte))
    except OSError:
        return False
    return True


def _request(byte: int) -> bytes:
    return struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0)
