"""What becomes of output that nobody takes any more: it goes nowhere, and the work goes on.

The reader of a pipe leaves (`apply 2>&1 | head`), a terminal is closed, a log's disk is full.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Talk(io.FileIO):
    """A descriptor that takes everything, and passes on what somebody takes."""

    def write(self, data: "ReadableBuffer", /) -> int:
        left = memoryview(data).cast("B")
        size = len(left)
        try:
            while left and (written := super().write(left)):
                left = left[written:]
        except OSError:
            mute(self.fileno())
        return size


def forgiving(stream: TextIO | None) -> TextIO | None:
    """The same stream, never failing; unbuffered, so that a signal may speak in the middle."""
    if stream is None:
        return None
    return io.TextIOWrapper(
        _Talk(stream.fileno(), "w", closefd=False),
        stream.encoding,
        stream.errors,
        line_buffering=True,
    )


def mute(descriptor: int) -> None:
    """Lead a descriptor nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def let_go(stream: TextIO) -> None:
    """Drop what could not be written, so that leaving does not fail once more."""
    try:
        stream.flush()
    except OSError:
        mute(stream.fileno())


@contextmanager
def whoever_listens() -> Iterator[None]:
    """What is printed to stdout inside may lose its reader; what comes after is done all the same.

    Only a reader who left: an output that cannot be kept (a full disk) is still an error.
    """
    try:
        yield
    except BrokenPipeError:
        mute(sys.stdout.fileno())
