"""Campaigns that simulated workers have worked on."""

import shutil
from pathlib import Path

from turkform.cli.main import run

QUICKSTART = Path(__file__).parents[2] / "campaigns" / "quickstart"


def quickstart(place: Path) -> Path:
    """The smallest example, applied; nobody has worked yet."""
    folder = place / "quickstart"
    shutil.copytree(QUICKSTART, folder, ignore=shutil.ignore_patterns(".turkform"))
    assert run(["apply", str(folder), "--auto-approve"]) == 0
    return folder


def let_work(folder: Path, virtual_time: str = "2h", workers: int = 50) -> None:
    """Let simulated workers work, and time pass."""
    marketplace = str(folder / ".turkform" / "local" / "marketplace.db")
    words = ["marketplace", "simulate", "--database", marketplace, "--for", virtual_time]
    assert run([*words, "--workers", str(workers)]) == 0
