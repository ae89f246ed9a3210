"""Agreement between workers, and one answer out of many, by crowd-kit's implementations."""

import warnings
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from turkform.core.errors import TurkformError
from turkform.core.submissions import Status, Submission

if TYPE_CHECKING:
    from pandas import DataFrame

Method = Literal["majority", "dawid-skene"]
MOST_VALUES: Final = 50


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike the answers to one field are.

    `raw` is the share of pairs of answers to the same HIT that are equal, 0-1. `alpha` is
    Krippendorff's alpha: 1 is perfect, 0 is chance; None where crowd-kit is not installed or
    every answer is the same.
    """

    field: str
    hits: int
    answers: int
    raw: float
    alpha: float | None


def agreements(submissions: Iterable[Submission]) -> Sequence[Agreement]:
    """For each field of choices: at most fifty different values, and HITs with two answers.

    Rejected work is left out, as requesters do before they aggregate.
    """
    fields: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for one in submissions:
        if one.status is not Status.REJECTED:
            for field, value in one.answers.items():
                fields[field][one.hit].append((one.worker, value))
    found = (_agreement(field, hits) for field, hits in fields.items())
    return [one for one in found if one is not None]


def _agreement(field: str, hits: dict[str, list[tuple[str, str]]]) -> Agreement | None:
    shared = {hit: given for hit, given in hits.items() if len(given) > 1}
    values = {value for given in shared.values() for _, value in given}
    if not shared or len(values) > MOST_VALUES:
        return None
    pairs = [_equal_pairs([value for _, value in given]) for given in shared.values()]
    raw = sum(same for same, _ in pairs) / sum(total for _, total in pairs)
    rows = [(hit, worker, value) for hit, given in shared.items() for worker, value in given]
    alpha = _alpha(rows) if len(values) > 1 else None
    return Agreement(field, len(shared), len(rows), raw, alpha)


def _equal_pairs(values: Sequence[str]) -> tuple[int, int]:
    total = len(values) * (len(values) - 1) // 2
    same = sum(values[i] == values[j] for i in range(len(values)) for j in range(i))
    return same, total


def _alpha(rows: Sequence[tuple[str, str, str]]) -> float | None:
    try:
        from crowdkit.metrics.data import alpha_krippendorff
    except ImportError:
        return None
    return float(alpha_krippendorff(_frame(rows)))


def aggregate(
    submissions: Iterable[Submission], field: str, method: Method
) -> Sequence[tuple[str, str]]:
    """One answer per HIT, as `(hit, value)`; `TurkformError` where crowd-kit is missing."""
    try:
        from crowdkit.aggregation import DawidSkene, MajorityVote
    except ImportError:
        msg = "aggregation needs crowd-kit: pip install 'turkform[analysis]'"
        raise TurkformError(msg) from None
    rows = [
        (one.hit, one.worker, one.answers[field])
        for one in submissions
        if one.status is not Status.REJECTED and field in one.answers
    ]
    if not rows:
        return []
    aggregator = MajorityVote() if method == "majority" else DawidSkene(n_iter=100)
    with warnings.catch_warnings():
        # crowd-kit calls pandas in ways that pandas will drop one day; its users cannot change that
        warnings.simplefilter("ignore")
        found = aggregator.fit_predict(_frame(rows))
    return sorted((str(hit), str(value)) for hit, value in found.items())


def _frame(rows: Sequence[tuple[str, str, str]]) -> "DataFrame":
    from pandas import DataFrame

    return DataFrame(rows, columns=["task", "worker", "label"])
