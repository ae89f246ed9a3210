"""Kills the present process at its n-th boundary: around every call and every commit.

Wraps the two ports from outside, so that the program itself knows nothing of being killed.
"""

import mmap
import os
import signal
import struct
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_HEAD = struct.Struct("qqq")
_LABEL = 64


class Tally:
    """What a forked process tells its parent: boundaries passed, writes sent, where it was killed.

    Lives in memory that both share, so that a SIGKILL loses nothing of it.
    """

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 4096)
        self.clear()

    def clear(self) -> None:
        """Begin a new process."""
        self._memory[:] = bytes(4096)

    def add(self, *, boundary: int = 0, write: int = 0, unrecorded: int = 0) -> int:
        """Count; the number of boundaries so far."""
        boundaries, writes, bad = _HEAD.unpack_from(self._memory)
        _HEAD.pack_into(self._memory, 0, boundaries + boundary, writes + write, bad + unrecorded)
        return int(boundaries + boundary)

    @property
    def boundaries(self) -> int:
        """How many boundaries the process passed."""
        return int(_HEAD.unpack_from(self._memory)[0])

    @property
    def writes(self) -> int:
        """How many write requests it sent."""
        return int(_HEAD.unpack_from(self._memory)[1])

    @property
    def unrecorded(self) -> int:
        """How many write requests left without a durable attempt."""
        return int(_HEAD.unpack_from(self._memory)[2])

    @property
    def label(self) -> str:
        """The boundary at which the process was killed; empty when it was not."""
        text = bytes(self._memory[_HEAD.size : _HEAD.size + _LABEL])
        return text.rstrip(b"\0").decode()

    def name(self, label: str) -> None:
        """Say where the process is about to be killed."""
        text = label.encode()[:_LABEL].ljust(_LABEL, b"\0")
        self._memory[_HEAD.size : _HEAD.size + _LABEL] = text


class Boundaries:
    """Passing the boundary `kill_at` (from 1; 0 for never) is the end; with SIGSTOP a pause."""

    def __init__(
        self,
        tally: Tally,
        kill_at: int,
        recorded: Callable[[str], bool],
        end: signal.Signals = signal.SIGKILL,
    ) -> None:
        self._tally, self._kill_at, self._recorded, self._end = tally, kill_at, recorded, end
        self._lock = threading.Lock()

    def passing(self, label: str) -> None:
        """Count, and die here if it is time."""
        with self._lock:
            if self._tally.add(boundary=1) == self._kill_at:
                self._tally.name(label)
                os.kill(os.getpid(), self._end)

    def wrap_calls(self) -> None:
        """Around the one place where botocore's bytes leave."""
        from botocore.httpsession import URLLib3Session

        real = URLLib3Session.send

        def send(session: Any, request: Any) -> Any:  # botocore's own, untyped
            operation = _operation(request)
            if not operation:  # the state's own traffic, which commits stand for
                return real(session, request)
            if not operation.startswith(("Get", "List")):
                with self._lock:
                    self._tally.add(write=1, unrecorded=int(not self._recorded(operation)))
            self.passing(f"{operation} before the call")
            reply = real(session, request)
            self.passing(f"{operation} after the call")
            return reply

        setattr(URLLib3Session, "send", send)  # noqa: B010 - types know no patching

    def wrap_commits(self, database: type[Any]) -> None:
        """Around the transactions of a class with the `transact` of the database port."""
        real = database.transact

        def transact(own: Any, work: Callable[[Any], T]) -> T:
            def watched(tx: Any) -> T:
                result = work(tx)
                self.passing("commit not yet done")
                return result

            self.passing("commit not yet begun")
            result: T = real(own, watched)
            self.passing("commit done")
            return result

        setattr(database, "transact", transact)  # noqa: B010 - types know no patching


def _operation(request: Any) -> str:
    target = request.headers.get("X-Amz-Target", b"")
    text = target.decode() if isinstance(target, bytes) else str(target)
    return text.rpartition(".")[2]
