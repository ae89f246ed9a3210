"""Rows of the report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, what came out, what was to be reached, and whether it was."""

    work: str
    result: str
    goal: str = ""
    reached: bool | None = None


def printed(title: str, rows: Iterable[Row]) -> str:
    """A table in Markdown."""
    words = {True: "yes", False: "**no**", None: ""}
    lines = [f"| {r.work} | {r.result} | {r.goal} | {words[r.reached]} |" for r in rows]
    head: Sequence[str] = (
        f"### {title}",
        "",
        "| work | measured | goal | reached |",
        "|---|---|---|---|",
    )
    return "\n".join([*head, *lines, ""])
