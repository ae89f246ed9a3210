"""Where a plan comes from: the git commit, whether the tree was dirty, the tool's version."""

import subprocess
from pathlib import Path

from turkform.core.plan import Provenance


def provenance_of(folder: Path, tool_version: str) -> Provenance:
    """Outside of git, or without git, commit is empty."""
    commit = _git(folder, "rev-parse", "HEAD")
    dirty = bool(commit) and bool(_git(folder, "status", "--porcelain", "--", "."))
    return Provenance(commit, dirty, tool_version)


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - constant words and a folder
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
