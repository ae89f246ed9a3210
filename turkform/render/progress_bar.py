"""Progress on a terminal: a bar that moves, with failures as lines above it."""

from typing import TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from turkform.core.events import (
    ApplyStarted,
    ChangeDone,
    ChangeFailed,
    ChangeUnknown,
    Event,
    Throttled,
)
from turkform.render.progress import LineProgress
from turkform.render.text import printable


class BarProgress:
    """One bar for an apply; everything else is told in lines. `close` takes the bar down."""

    def __init__(self, stream: TextIO) -> None:
        self._lines = LineProgress(stream)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=Console(file=stream, highlight=False, emoji=False, markup=False),
        )
        self._task: TaskID | None = None

    def __call__(self, event: Event) -> None:
        """Move the bar, or print a line."""
        match event:
            case ApplyStarted(total):
                self._task = self._bar.add_task("applying", total=total)
                self._bar.start()
            case ChangeDone() | ChangeFailed() | ChangeUnknown():
                self._advance(event)
            case Throttled():
                self._describe("throttled")
            case _:
                self._lines(event)

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._bar.stop()

    def _advance(self, event: ChangeDone | ChangeFailed | ChangeUnknown) -> None:
        if not isinstance(event, ChangeDone):
            word = "failed" if isinstance(event, ChangeFailed) else "unknown"
            self._bar.console.print(printable(f"{word}: {event.address}: {event.message}"))
        if self._task is not None:
            self._bar.advance(self._task)
            self._describe("applying")

    def _describe(self, text: str) -> None:
        if self._task is not None:
            self._bar.update(self._task, description=text)
