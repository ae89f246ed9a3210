"""What was fetched before, so that a second fetch asks only for what has changed.

A file of JSON Lines beside the state, one line per HIT. It holds worker ids and answers, so it is
readable by its owner only, and it outlives the HITs: answers of a deleted HIT are still here.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from turkform.core.addresses import Address
from turkform.core.money import Money
from turkform.core.submissions import Status, Submission

VERSION = 1
_TIMES = frozenset(
    {"accepted_at", "submitted_at", "approved_at", "rejected_at", "auto_approves_at"}
)


@dataclass(frozen=True, slots=True)
class FetchedHit:
    """The submissions of one HIT, with the counters that ListHITs showed just before."""

    hit: str
    submitted: int
    decided: int
    submissions: tuple[Submission, ...]


class Cache:
    """The file of one campaign in one environment."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> dict[str, FetchedHit]:
        """Everything by HIT id; a file that is absent, damaged or of another version is empty.

        Losing it costs time and the answers of deleted HITs, nothing else, so a damaged line is
        dropped and fetched again rather than standing in the way.
        """
        if not self._path.exists():
            return {}
        # not splitlines: answers hold line separators of Unicode, which JSON leaves as they are
        lines = self._path.read_text(encoding="utf-8").split("\n")
        found = (one for line in lines if (one := _read(line)) is not None)
        return {one.hit: one for one in found}

    def submissions(self) -> list[Submission]:
        """Everything that was fetched last."""
        return [submission for hit in self.load().values() for submission in hit.submissions]

    def save(self, hits: Iterable[FetchedHit]) -> None:
        """Replace the file in one step."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(f".{os.getpid()}.tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(_written(one), ensure_ascii=False) + "\n" for one in hits)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)


def _written(one: FetchedHit) -> Mapping[str, object]:
    return {
        "version": VERSION,
        "hit": one.hit,
        "submitted": one.submitted,
        "decided": one.decided,
        "submissions": [_submission_written(submission) for submission in one.submissions],
    }


def _submission_written(submission: Submission) -> Mapping[str, object]:
    members = {field.name: getattr(submission, field.name) for field in fields(submission)}
    for name in _TIMES:
        members[name] = members[name].isoformat() if members[name] else None
    return members | {
        "address": asdict(submission.address),
        "answers": dict(submission.answers),
        "reward": submission.reward.cents,
    }


def _read(line: str) -> FetchedHit | None:
    try:
        found = json.loads(line)
        if found.get("version") != VERSION:
            return None
        submissions = tuple(_submission_read(one) for one in found["submissions"])
        return FetchedHit(found["hit"], found["submitted"], found["decided"], submissions)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _submission_read(members: dict[str, Any]) -> Submission:  # any JSON, checked by what it makes
    for name in _TIMES:
        members[name] = datetime.fromisoformat(members[name]) if members[name] else None
    return Submission(
        **members
        | {
            "address": Address(**members["address"]),
            "reward": Money(members["reward"]),
            "status": Status(members["status"]),
        }
    )
