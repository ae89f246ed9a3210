"""What one worker writes or chooses in one field.

Every field has an answer that skilled workers agree on: the hinted one, else one that follows
from the field and the question, so that agreement between workers looks as it does in life.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from turkform.marketplace.simulation.questions import Asked

DEFAULT_RANGE: Final = (0, 100)
OPTIONAL_ANSWERED: Final = 0.7
_SHAPES: Final = {
    "email": "worker@example.org",
    "url": "https://example.org/",
    "tel": "2065550100",
    "date": "2026-01-15",
    "month": "2026-01",
    "week": "2026-W03",
    "time": "12:30",
    "datetime-local": "2026-01-15T12:30",
    "color": "#336699",
}
# what strangers' regular expressions most often want
_CANDIDATES: Final = (
    *("1", "12", "123", "1234", "12345", "123456", "1234567890", "1.50", "$1.50", "yes", "no"),
    *("abc", "ABC", "Abc", "Abc def", "a1", "A1", "ABC123", "2026-01-15", "01/15/2026", "12:30"),
    *("98101-1234", "206-555-0100", "(206) 555-0100", "US", "WA", "n/a", "none"),
    *_SHAPES.values(),
)


@dataclass(frozen=True, slots=True)
class Mind:
    """A worker at a question: `skill` (0-1) is how often the right answer is given."""

    rng: random.Random
    skill: float
    question: str

    def values(self, asked: Asked, hint: str | None = None) -> list[str]:
        """Return what a field is answered with; nothing when it is left out."""
        if asked.kind == "hidden":
            return [asked.value]
        knows = self.rng.random() < self.skill
        if hint is not None and knows:
            return [hint]
        if asked.choices:
            return self._chosen(asked, knows=knows)
        if not asked.required and self.rng.random() > OPTIONAL_ANSWERED:
            return []
        return [self._written(asked)]

    def _chosen(self, asked: Asked, *, knows: bool) -> list[str]:
        rng = random.Random(self._seed(asked)) if knows else self.rng  # noqa: S311 - a rehearsal wants repetition
        fewest = min(asked.fewest, len(asked.choices))
        count = rng.randint(fewest, max(fewest, min(asked.most, len(asked.choices))))
        chosen = set(rng.sample(asked.choices, count))
        return [one for one in asked.choices if one in chosen]

    def _written(self, asked: Asked) -> str:
        if asked.kind in {"number", "range", "crowd-slider"}:
            return str(self.rng.randint(*_range(asked)))
        if asked.patterns:
            return next((one for one in _CANDIDATES if _fits(asked, one)), _CANDIDATES[0])
        text = _SHAPES.get(asked.kind) or f"simulated {self.rng.randrange(1000)}"
        while len(text) < asked.min_length:
            text += f" {text}"
        return text if asked.max_length is None else text[: asked.max_length]

    def _seed(self, asked: Asked) -> int:
        return crc32(f"{asked.name}\n{self.question}".encode("utf-8", "surrogatepass"))


def _range(asked: Asked) -> tuple[int, int]:
    least = asked.least if asked.least is not None else DEFAULT_RANGE[0]
    greatest = asked.greatest if asked.greatest is not None else least + DEFAULT_RANGE[1]
    if asked.least is None and asked.greatest is not None:
        least = min(least, greatest)
    return least, max(least, greatest)


def _fits(asked: Asked, text: str) -> bool:
    longest = asked.max_length if asked.max_length is not None else len(text)
    return asked.min_length <= len(text) <= longest and all(
        _matches(one.regex, text, ignore_case=one.ignore_case) for one in asked.patterns
    )


def _matches(regex: str, text: str, *, ignore_case: bool) -> bool:
    try:
        return re.search(regex, text, re.IGNORECASE if ignore_case else 0) is not None
    except re.error:
        return True  # what cannot be read does not bind, as in a browser
