"""The scores of review policies; percentages are cut, not rounded (API reference 9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from turkform.marketplace.domain.reviews.given import Answer, Answers, as_text

LONGEST_ANSWER: Final = 256


@dataclass(frozen=True, slots=True)
class Agreed:
    """The answer that enough workers gave, and the percentage of workers who gave it."""

    answer: Answer
    score: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `total` count, and that as a percentage."""

    count: int
    total: int

    @property
    def percent(self) -> int:
        """The share of 100; nothing out of nothing is 0."""
        return 100 * self.count // self.total if self.total else 0


def known_matches(key: Mapping[str, Answer], given: Answers) -> dict[str, bool]:
    """Return for each keyed question whether the answer has all values and none besides."""
    return {question: given.get(question) == wanted for question, wanted in key.items()}


def agreements(
    questions: Sequence[str], submissions: Sequence[Answers], threshold: int
) -> dict[str, Agreed | None]:
    """Return what the workers agree on, question by question; the first answer wins a tie."""
    return {name: _agreed(name, submissions, threshold) for name in questions}


def worker_share(agreed: Mapping[str, Agreed | None], given: Answers) -> Share:
    """Return on how many of the agreed questions a worker gave the agreed answer."""
    wanted = {name: one.answer for name, one in agreed.items() if one is not None}
    return Share(sum(given.get(name) == answer for name, answer in wanted.items()), len(wanted))


def hit_share(agreed: Mapping[str, Agreed | None]) -> Share:
    """Return on how many of the questions there is agreement."""
    return Share(sum(one is not None for one in agreed.values()), len(agreed))


def _agreed(name: str, submissions: Sequence[Answers], threshold: int) -> Agreed | None:
    answers = (one[name] for one in submissions if name in one)
    counts = Counter(one for one in answers if len(as_text(one)) <= LONGEST_ANSWER)
    if not counts:
        return None
    answer, count = counts.most_common(1)[0]
    score = Share(count, len(submissions)).percent
    return Agreed(answer, score) if score > threshold else None
