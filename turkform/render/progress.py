"""Progress on stderr: one line for each change, or a bar on a terminal."""

import sys
from typing import Protocol, TextIO

from turkform.core.errors import ExitCode
from turkform.core.events import (
    Adopted,
    ApplyStarted,
    ChangeDone,
    ChangeFailed,
    ChangeUnknown,
    Draining,
    Event,
    NotServed,
    OlderState,
    Recovered,
    Refreshed,
)
from turkform.core.report import ApplyReport
from turkform.render.text import printable

_LINES = 20
_LISTED = 20


class Progress(Protocol):
    """Takes events."""

    def __call__(self, event: Event) -> None: ...


class LineProgress:
    """Plain lines; of many equal successes only every hundredth is told."""

    def __init__(self, out: TextIO | None = None) -> None:
        # Looked up now: the stream at import may have been replaced and closed since.
        self._out, self._total, self._done = out or sys.stderr, 0, 0

    def __call__(self, event: Event) -> None:
        """Print what is worth a line."""
        line = self._line(event)
        if line:
            print(printable(line), file=self._out, flush=True)

    def _line(self, event: Event) -> str:
        match event:
            case ApplyStarted(total):
                self._total = total
            case ChangeDone(address, action):
                self._done += 1
                few = self._total <= _LINES
                if few or self._done % 100 == 0 or self._done == self._total:
                    word = "done" if address.kind == "follow_up" else action.value
                    return f"[{self._done}/{self._total}] {word} {address}"
            case _:
                return told(event)
        return ""


def told(event: Event) -> str:
    """The line of an event that needs no counting; empty where it is not worth one."""
    match event:
        case ChangeFailed(address, _, message):
            return f"failed: {address}: {message}"
        case ChangeUnknown(address, _, message):
            return f"unknown: {address}: {message}"
        case NotServed(address, message, final):
            again = "never tried again" if final else "the next apply tries again"
            return f"not reached: {address}: {message} ({again})"
        case Refreshed(what, count) if count >= 1_000:
            return f"read {count:,} {what} objects"
        case Adopted(counts, unwanted):
            return _adopted(counts, unwanted)
        case OlderState(runs):
            return (
                f"the state is an older copy: it misses the last {runs} runs. What they may have "
                "mailed is held, and what they may have paid is looked for first"
            )
        case Recovered(subject, operation, text):
            return f"{subject}: {operation} of an earlier run {text}"
        case Draining(in_flight):
            return f"stopping; {in_flight} calls in flight are being finished"
        case _:
            return ""


def _adopted(counts: tuple[tuple[str, int], ...], unwanted: int) -> str:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts)
    lines = [f"adopted, because the state did not know them: {kinds}"] if kinds else []
    if unwanted:
        lines.append(f"left alone: {unwanted:,} HITs of this campaign that no row wants")
    return "\n".join(lines)


def report_text(report: ApplyReport, next_command: str) -> str:
    """The end-of-run table, with the next command where one is needed."""
    rows = [
        ("done", len(report.done)),
        ("failed", len(report.failed)),
        ("unknown", len(report.unknown)),
        ("not started", len(report.not_started)),
    ]
    if report.exit_code is ExitCode.DONE:
        return f"\nDone: {_counted(len(report.done))}.\n"
    lines = ["", *(f"{name:12} {count:>8,}" for name, count in rows)]
    problems = (*report.failed, *report.unknown)
    lines += [printable(f"  {p.address}: {p.message}") for p in problems[:_LISTED]]
    if len(problems) > _LISTED:
        lines.append(f"  and {len(problems) - _LISTED:,} more")
    lines += ["", "What is done is not done twice.", f"To go on:   {next_command}"]
    return "\n".join(lines) + "\n"


def _counted(changes: int) -> str:
    return f"{changes:,} change" + ("" if changes == 1 else "s")
