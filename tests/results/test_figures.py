from datetime import timedelta

from tests.results.builders import NOON, submission
from turkform.core.addresses import Address
from turkform.core.figures import Progress
from turkform.core.money import Money
from turkform.core.resources import Resource
from turkform.core.submissions import Status, Submission
from turkform.results.report.figures import Figures, figures_of, timeline

PHOTO = Address("hit", "photos", "img-1")
HIT = Resource(PHOTO, "3H1", "", {"max_assignments": 5, "fee": 3})


def worked(worker: str, seconds: int, status: Status, feedback: str = "") -> Submission:
    return submission(
        f"3{worker}",
        worker=worker,
        status=status,
        accepted_at=NOON - timedelta(seconds=seconds),
        feedback=feedback,
    )


def figures(*submissions: Submission, target: Money | None = None) -> Figures:
    return figures_of([HIT], submissions, (), target)


STUDY = (
    worked("A", 60, Status.APPROVED),
    worked("B", 120, Status.SUBMITTED),
    worked("C", 30, Status.REJECTED, "Blank."),
)


def test_progress_counts_each_state_against_what_is_wanted() -> None:
    assert figures(*STUDY).progress == [Progress("photos", 5, waiting=1, approved=1, rejected=1)]


def test_hourly_pay_is_reward_over_working_time_and_rejected_work_brought_nothing() -> None:
    pay = figures(*STUDY, target=Money(500)).pay
    assert sorted(pay.hourly) == [0.0, 3.6, 7.2]
    assert pay.median == 3.6
    assert pay.below == 2 / 3


def test_work_that_brings_just_the_target_is_not_below_it() -> None:
    pay = figures(worked("A", 48, Status.APPROVED), target=Money(900)).pay
    assert (pay.median, pay.below) == (9.0, 0)


def test_spend_counts_approved_work_with_fees_and_what_waits_apart() -> None:
    spend = figures(*STUDY).spend
    assert (spend.rewards, spend.fees, spend.waiting) == (Money(12), Money(3), Money(15))
    assert spend.total == Money(15)


def test_rejections_are_counted_by_the_reason_that_the_worker_read() -> None:
    assert figures(*STUDY).rejections == [("Blank.", 1)]


def test_a_study_without_submissions_has_no_medians() -> None:
    none = figures()
    assert none.pay.median is None
    assert none.typical_seconds is None
    assert none.progress[0].share == 0


def test_the_timeline_counts_up_in_order_of_submission() -> None:
    late, early = submission("3L", submitted_at=NOON + timedelta(days=1)), submission("3E")
    assert timeline([late, early]) == [(NOON, 1), (NOON + timedelta(days=1), 2)]
