"""A second, simple opinion on review policies, written from API reference 9."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

# what one worker answered, question by question
Answers: TypeAlias = dict[str, str]
KEY: Final[Answers] = {"first": "a", "second": "a"}


@dataclass(frozen=True)
class Rules:
    """The parameters that both policies have; None is absent, scores are percentages."""

    approve: int | None = None
    reject: int | None = None
    extend: int | None = None
    most: int = 0

    def verdict(self, score: int) -> str:
        if self.approve is not None and score >= self.approve:
            return "Approved"
        if self.reject is not None and score < self.reject:
            return "Rejected"
        return "Submitted"


def percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 0


@dataclass
class ReviewedHit:
    """A HIT with a policy of each level: what becomes of its submissions and of itself."""

    max: int
    known: Rules
    plural: Rules
    threshold: int
    disregard: bool
    work: list[tuple[Answers, str]] = field(default_factory=list)
    known_scores: list[int] = field(default_factory=list)
    hit_scores: list[int] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return len(self.work) < self.max

    def submit(self, given: Answers) -> None:
        score = percent(sum(given[name] == KEY[name] for name in KEY), len(KEY))
        self.known_scores.append(score)
        self._extend(self.known, score)
        self.work.append((given, self.known.verdict(score)))
        if not self.open:
            self._look_for_agreement()

    def _extend(self, rules: Rules, score: int) -> None:
        if rules.extend is not None and score < rules.extend and self.max < rules.most:
            self.max += 1

    def _look_for_agreement(self) -> None:
        counted = [one for one in self.work if not (self.disregard and one[1] == "Rejected")]
        if not counted:
            return
        agreed = {
            name: answer for name in KEY for answer in "ab" if self._agree(counted, name, answer)
        }
        for number, (given, state) in enumerate(self.work):
            if state == "Submitted":
                right = sum(given[name] == answer for name, answer in agreed.items())
                verdict = self.plural.verdict(percent(right, len(agreed)))
                self.work[number] = (given, verdict)
        self.hit_scores.append(percent(len(agreed), len(KEY)))
        self._extend(self.plural, self.hit_scores[-1])

    def _agree(self, counted: list[tuple[Answers, str]], name: str, answer: str) -> bool:
        votes = sum(given[name] == answer for given, _ in counted)
        return percent(votes, len(counted)) > self.threshold
