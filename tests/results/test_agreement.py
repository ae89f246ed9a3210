from importlib.util import find_spec

import pytest

from tests.results.builders import submission
from turkform.core.submissions import Status, Submission
from turkform.results.agreement import Method, aggregate, agreements

needs_crowd_kit = pytest.mark.skipif(
    find_spec("crowdkit") is None,
    reason="crowd-kit is not installed",
)


def answered(hit: str, **labels: str) -> list[Submission]:
    return [
        submission(f"3{hit}{worker}", hit=hit, worker=worker, answers={"label": value})
        for worker, value in labels.items()
    ]


SAME = answered("H1", A="cat", B="cat", C="cat")
MIXED = answered("H2", A="cat", B="dog", C="dog")


def test_raw_agreement_is_the_share_of_equal_pairs() -> None:
    [one] = agreements([*SAME, *MIXED])
    assert (one.field, one.hits, one.answers) == ("label", 2, 6)
    assert one.raw == pytest.approx(4 / 6)


def test_a_hit_with_one_answer_says_nothing_about_agreement() -> None:
    assert agreements(answered("H1", A="cat")) == []


def test_free_text_is_left_out() -> None:
    texts = [one for n in range(60) for one in answered(f"H{n}", A=f"a {n}", B=f"b {n}")]
    assert agreements(texts) == []


def test_rejected_work_is_left_out() -> None:
    [one, *others] = MIXED
    rejected = submission("3X", hit="H2", worker="A", answers=one.answers, status=Status.REJECTED)
    [found] = agreements([rejected, *others])
    assert found.raw == 1


@needs_crowd_kit
def test_alpha_is_one_for_perfect_agreement_on_different_answers() -> None:
    [one] = agreements([*SAME, *answered("H2", A="dog", B="dog", C="dog")])
    assert one.alpha == pytest.approx(1.0)


@needs_crowd_kit
@pytest.mark.parametrize("method", ["majority", "dawid-skene"])
def test_aggregation_gives_one_answer_per_hit(method: Method) -> None:
    assert aggregate([*SAME, *MIXED], "label", method) == [("H1", "cat"), ("H2", "dog")]
