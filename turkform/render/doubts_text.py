"""Doubts for people: what nobody knows, and the next command."""

from collections.abc import Sequence

from turkform.core.doubts import Doubt
from turkform.core.ports import Intent
from turkform.render.masked import mask_workers, masked
from turkform.render.text import printable

_SHOWN = 5


def doubts_text(doubts: Sequence[Doubt], next_command: str) -> str:
    """What recovery could not settle."""
    lines = ["", f"In doubt from earlier runs: {len(doubts)}"]
    for doubt in doubts:
        until = f"; wait until {doubt.until:%Y-%m-%d %H:%M} UTC" if doubt.until else ""
        what = f"{mask_workers(doubt.intent.address)}: {doubt.intent.operation}{_to(doubt.intent)}"
        lines.append(f"  {doubt.intent.intent_id[:12]}  {what} {doubt.text}{until}")
    lines.append(f"To list and settle them:   {next_command}")
    return printable("\n".join(lines)) + "\n"


def workers_of(intent: Intent) -> tuple[str, ...]:
    """Towards whom an effect is."""
    several = intent.request.get("WorkerIds")
    if isinstance(several, list | tuple):
        return tuple(str(worker) for worker in several)
    one = intent.request.get("WorkerId")
    return (str(one),) if one else ()


def _to(intent: Intent) -> str:
    workers = workers_of(intent)
    if not workers:
        return ""
    more = f" and {len(workers) - _SHOWN} more" if len(workers) > _SHOWN else ""
    return f" to {', '.join(masked(worker) for worker in workers[:_SHOWN])}{more}"
