"""Worker ids as they are shown where they need not be read: `A1B…9X`."""

import re

_WORKER = re.compile(r"\bA[A-Z0-9]{7,63}\b")


def masked(worker: str) -> str:
    """Enough to recognise somebody in a list, too little to look them up."""
    return f"{worker[:3]}…{worker[-2:]}" if len(worker) > 7 else "…"


def mask_workers(text: str) -> str:
    """A text with everything masked in it that looks like a worker id."""
    return _WORKER.sub(lambda match: masked(match.group()), text)
