"""Review policies through boto3: what they decide, what they extend, what they report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.marketplace.core_world import World

KEY = {"Key": "AnswerKey", "MapEntries": [{"Key": "animal", "Values": ["cat"]}]}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    one = World(tmp_path)
    yield one
    one.marketplace.close()


def known(key: dict[str, Any] = KEY, **parameters: int | str) -> dict[str, Any]:
    listed = [{"Key": name, "Values": [str(value)]} for name, value in parameters.items()]
    return {"PolicyName": "ScoreMyKnownAnswers/2011-09-01", "Parameters": [key, *listed]}


def plurality(questions: list[str], threshold: int = 50, **parameters: int | str) -> dict[str, Any]:
    values = {"QuestionAgreementThreshold": threshold} | parameters
    listed = [{"Key": name, "Values": [str(value)]} for name, value in values.items()]
    ids = {"Key": "QuestionIds", "Values": questions}
    return {"PolicyName": "SimplePlurality/2011-09-01", "Parameters": [ids, *listed]}


def status(world: World, assignment_id: str) -> tuple[str, str | None]:
    found = world.client.get_assignment(AssignmentId=assignment_id)["Assignment"]
    return found["AssignmentStatus"], found.get("RequesterFeedback")


def report(world: World, hit_id: str, level: str) -> dict[str, Any]:
    reply = world.client.list_review_policy_results_for_hit(HITId=hit_id, MaxResults=100)
    found: dict[str, Any] = reply[f"{level}ReviewReport"]
    return found


def values(world: World, hit_id: str, key: str, level: str = "HIT") -> list[str]:
    found = report(world, hit_id, level)["ReviewResults"]
    return [one["Value"] for one in found if one["Key"] == key]


def actions(world: World, hit_id: str, level: str) -> list[tuple[str, str, str]]:
    found = report(world, hit_id, level)["ReviewActions"]
    return [(one["ActionName"], one["Status"], one["Result"]) for one in found]


def test_known_answers_approve_the_right_and_reject_the_wrong(world: World) -> None:
    policy = known(
        ApproveIfKnownAnswerScoreIsAtLeast=100,
        ApproveReason="right",
        RejectIfKnownAnswerScoreIsLessThan=50,
        RejectReason="wrong",
    )
    hit_id = world.hit(MaxAssignments=2, AssignmentReviewPolicy=policy)
    right = world.done(hit_id, "AWORKER1", animal=" cat ")
    wrong = world.done(hit_id, "AWORKER2", animal="Cat")
    assert status(world, right) == ("Approved", "right")
    assert status(world, wrong) == ("Rejected", "wrong")
    assert world.counters(hit_id) == ("Reviewable", 0, 0, 2)
    assert world.balance() == ("9999.40", None)


def test_known_answers_are_reported_as_the_service_reports_them(world: World) -> None:
    policy = known(ApproveIfKnownAnswerScoreIsAtLeast=100)
    hit_id = world.hit(AssignmentReviewPolicy=policy)
    subject = world.done(hit_id, "AWORKER1", animal="cat")
    (first, second) = report(world, hit_id, "Assignment")["ReviewResults"]
    action_id = first.pop("ActionId")
    assert first == {
        "SubjectId": subject,
        "SubjectType": "Assignment",
        "QuestionId": "animal",
        "Key": "KnownAnswerCorrect",
        "Value": "1",
    }
    assert (second["Key"], second["Value"]) == ("KnownAnswerScore", "100")
    done = report(world, hit_id, "Assignment")["ReviewActions"]
    assert done[0]["ActionId"] == action_id
    assert [(one["ActionName"], one["Result"]) for one in done] == [
        ("review", "Reviewed one known answer; 1/1 correct"),
        ("approve", "Approved"),
    ]
    assert all(one["Status"] == "Succeeded" and "CompleteTime" in one for one in done)


def test_an_answer_of_several_values_matches_only_as_a_whole(world: World) -> None:
    key = {"Key": "AnswerKey", "MapEntries": [{"Key": "seen", "Values": ["cat", "dog"]}]}
    hit_id = world.hit(MaxAssignments=3, AssignmentReviewPolicy=known(key))
    for number, seen in enumerate(("dog|cat", "cat", "cat|dog|cow")):
        world.done(hit_id, f"AWORKER{number}", seen=seen)
    assert values(world, hit_id, "KnownAnswerScore", "Assignment") == ["100", "0", "0"]


def test_a_wrong_known_answer_makes_room_for_one_more_worker(world: World) -> None:
    policy = known(ExtendIfKnownAnswerScoreIsLessThan=100, ExtendMaximumAssignments=2)
    hit_id = world.hit(AssignmentReviewPolicy=policy)
    world.done(hit_id, "AWORKER1", animal="dog")
    assert world.counters(hit_id) == ("Assignable", 1, 0, 0)
    world.done(hit_id, "AWORKER2", animal="dog")
    assert world.counters(hit_id) == ("Reviewable", 0, 0, 0)
    assert [one[:2] for one in actions(world, hit_id, "Assignment") if one[0] == "extend"] == [
        ("extend", "Succeeded"),
        ("extend", "Succeeded"),
    ]


def test_an_extension_that_nobody_can_pay_fails_with_its_code(tmp_path: Path) -> None:
    poor = World(tmp_path, balance_cents=60)
    policy = known(ExtendIfKnownAnswerScoreIsLessThan=100)
    hit_id = poor.hit(AssignmentReviewPolicy=policy)
    poor.done(hit_id, "AWORKER1", animal="dog")
    failed = report(poor, hit_id, "Assignment")["ReviewActions"][-1]
    assert (failed["ActionName"], failed["Status"]) == ("extend", "Failed")
    assert failed["ErrorCode"] == "AWS.MechanicalTurk.InsufficientFunds"
    assert poor.counters(hit_id)[0] == "Reviewable"
    poor.marketplace.close()


def test_a_policy_never_extends_across_the_line_of_ten(world: World) -> None:
    policy = known(ExtendIfKnownAnswerScoreIsLessThan=101, ExtendMaximumAssignments=25)
    hit_id = world.hit(MaxAssignments=9, AssignmentReviewPolicy=policy)
    world.done(hit_id, "AWORKER1", animal="dog")
    failed = report(world, hit_id, "Assignment")["ReviewActions"][-1]
    assert failed["ErrorCode"] == "AWS.MechanicalTurk.InvalidMaximumAssignmentsIncrease"
    assert world.read(hit_id)["MaxAssignments"] == 9


def documented_hit(world: World, **parameters: int | str) -> tuple[str, list[str]]:
    """The example of the documentation: four questions, three workers."""
    policy = plurality(["A", "B", "C", "D"], 50, **parameters)
    hit_id = world.hit(MaxAssignments=3, HITReviewPolicy=policy)
    answers = (
        {"A": "coat", "B": "blue", "C": "large", "D": "Furry"},
        {"A": "sweater", "B": "blue", "C": "large", "D": "fur"},
        {"A": "coat", "B": "green", "C": "large", "D": "furr"},
    )
    made = [world.done(hit_id, f"AWORKER{n}", **one) for n, one in enumerate(answers)]
    return hit_id, made


def test_plurality_finds_the_documented_scores(world: World) -> None:
    hit_id, _ = documented_hit(world)
    assert values(world, hit_id, "AgreedAnswerFound") == ["true", "true", "true", "false"]
    assert values(world, hit_id, "AgreedAnswer") == ["coat", "blue", "large"]
    assert values(world, hit_id, "AnswerAgreementScore") == ["66", "66", "100"]
    assert values(world, hit_id, "HitAgreementScore") == ["75"]
    assert values(world, hit_id, "WorkerAgreementScore") == ["100", "66", "66"]
    assert values(world, hit_id, "PluralityAnswersCorrect") == ["3", "2", "2"]
    assert values(world, hit_id, "PluralityAnswersIncorrect") == ["0", "1", "1"]


def test_plurality_approves_who_agrees_and_rejects_who_does_not(world: World) -> None:
    _, made = documented_hit(
        world,
        ApproveIfWorkerAgreementScoreIsAtLeast=100,
        RejectIfWorkerAgreementScoreIsLessThan=67,
        RejectReason="no agreement",
    )
    assert [status(world, one) for one in made] == [
        ("Approved", None),
        ("Rejected", "no agreement"),
        ("Rejected", "no agreement"),
    ]


def test_plurality_runs_again_after_it_extended_the_hit(world: World) -> None:
    hit_id, _ = documented_hit(
        world,
        ExtendIfHITAgreementScoreIsLessThan=100,
        ExtendMaximumAssignments=4,
        ExtendMinimumTimeInSeconds=3600,
    )
    assert world.counters(hit_id) == ("Assignable", 1, 0, 0)
    world.done(hit_id, "AWORKER9", A="coat", B="blue", C="large", D="fur")
    assert world.counters(hit_id)[0] == "Reviewable"
    assert values(world, hit_id, "HitAgreementScore") == ["75", "75"]


def test_an_extension_by_policy_gives_the_hit_more_time(world: World) -> None:
    hit_id = world.hit(
        HITReviewPolicy=plurality(
            ["A"],
            99,
            ExtendIfHITAgreementScoreIsLessThan=100,
            ExtendMaximumAssignments=3,
            ExtendMinimumTimeInSeconds=3600,
        )
    )
    before = world.read(hit_id)["Expiration"]
    world.done(hit_id, "AWORKER1", B="another question")
    assert (world.read(hit_id)["Expiration"] - before).total_seconds() == 3600


def test_rejected_work_and_work_with_wrong_known_answers_can_be_disregarded(world: World) -> None:
    hit_id = world.hit(
        MaxAssignments=4,
        AssignmentReviewPolicy=known(RejectIfKnownAnswerScoreIsLessThan=50),
        HITReviewPolicy=plurality(["A"], 50, DisregardAssignmentIfRejected="T"),
    )
    for number, (animal, answer) in enumerate(
        (("cat", "x"), ("cat", "x"), ("dog", "y"), ("dog", "y"))
    ):
        world.done(hit_id, f"AWORKER{number}", animal=animal, A=answer)
    assert values(world, hit_id, "AgreedAnswer") == ["x"]
    assert values(world, hit_id, "AnswerAgreementScore") == ["100"]


def test_low_known_scores_are_left_out_of_the_plurality(world: World) -> None:
    below = {"DisregardAssignmentIfKnownAnswerScoreIsLessThan": 80}
    hit_id = world.hit(
        MaxAssignments=3,
        AssignmentReviewPolicy=known(),
        HITReviewPolicy=plurality(["A"], 50, **below),
    )
    for number, (animal, answer) in enumerate((("cat", "x"), ("dog", "y"), ("dog", "y"))):
        world.done(hit_id, f"AWORKER{number}", animal=animal, A=answer)
    assert values(world, hit_id, "AgreedAnswer") == ["x"]


def test_what_both_policies_decide_is_paid_once(world: World) -> None:
    hit_id = world.hit(
        AssignmentReviewPolicy=known(ApproveIfKnownAnswerScoreIsAtLeast=0),
        HITReviewPolicy=plurality(["animal"], 50, ApproveIfWorkerAgreementScoreIsAtLeast=1),
    )
    world.done(hit_id, "AWORKER1", animal="cat")
    assert world.balance() == ("9999.40", None)
    assert actions(world, hit_id, "HIT")[-1] == ("approve", "Succeeded", "Already approved")


def test_an_approval_of_rejected_work_fails_with_its_code(world: World) -> None:
    hit_id = world.hit(
        AssignmentReviewPolicy=known(RejectIfKnownAnswerScoreIsLessThan=101),
        HITReviewPolicy=plurality(["animal"], 50, ApproveIfWorkerAgreementScoreIsAtLeast=1),
    )
    world.done(hit_id, "AWORKER1", animal="cat")
    failed = report(world, hit_id, "HIT")["ReviewActions"][-1]
    assert failed["Status"] == "Failed"
    assert failed["ErrorCode"] == "AWS.MechanicalTurk.InvalidAssignmentState"


def test_answers_longer_than_256_characters_are_left_out(world: World) -> None:
    hit_id = world.hit(HITReviewPolicy=plurality(["A"], 50))
    world.done(hit_id, "AWORKER1", A="x" * 257)
    assert values(world, hit_id, "AgreedAnswerFound") == ["false"]


def test_results_come_page_by_page_and_by_level(world: World) -> None:
    hit_id, _ = documented_hit(world)
    token: dict[str, str] = {}
    seen = 0
    while True:
        page = world.client.list_review_policy_results_for_hit(HITId=hit_id, MaxResults=5, **token)
        found = page.get("HITReviewReport", {})
        count = len(found.get("ReviewResults", [])) + len(found.get("ReviewActions", []))
        if not count:
            break
        seen, token = seen + count, {"NextToken": page["NextToken"]}
    assert "NextToken" not in page
    assert seen == 4 + 3 + 3 + 1 + 1 + 9
    only = world.client.list_review_policy_results_for_hit(
        HITId=hit_id, PolicyLevels=["Assignment"], RetrieveResults=True
    )
    assert only["HITReviewPolicy"] == {"PolicyName": "SimplePlurality/2011-09-01"}
    assert not {"HITReviewReport", "AssignmentReviewReport"} & only.keys()


def test_results_can_be_retrieved_without_actions(world: World) -> None:
    hit_id, _ = documented_hit(world)
    found = world.client.list_review_policy_results_for_hit(HITId=hit_id, RetrieveActions=False)
    assert "ReviewActions" not in found["HITReviewReport"]


REFUSED = {
    "an unknown policy": ({"PolicyName": "Magic"}, "PolicyName"),
    "a policy of the other level": (plurality(["A"]), "PolicyName"),
    "no answer key": ({"PolicyName": "ScoreMyKnownAnswers/2011-09-01"}, "AnswerKey"),
    "an unknown parameter": (known(Colour="red"), "Colour"),
    "a score above 101": (known(ApproveIfKnownAnswerScoreIsAtLeast=102), "from 0 to 101"),
    "a score that is no number": (known(RejectIfKnownAnswerScoreIsLessThan="half"), "half"),
    "an extension to one": (known(ExtendMaximumAssignments=1), "from 2 to 25"),
    "an extension of a second": (known(ExtendMinimumTimeInSeconds=1), "from 60 to 31536000"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_known_answer_policy_is_refused_with(world: World, case: str) -> None:
    policy, told = REFUSED[case]
    with pytest.raises(ClientError) as caught:
        world.hit(AssignmentReviewPolicy=policy)
    assert caught.value.response["Error"]["Code"] == "ParameterValidationError"
    assert told in caught.value.response["Error"]["Message"]


REFUSED_PLURALITIES = {
    "no questions": (plurality([]), "QuestionIds"),
    "sixteen questions": (plurality([f"q{n}" for n in range(16)]), "from 1 to 15"),
    "a share above all": (plurality(["A"], 101), "from 0 to 100"),
    "half an extension": (
        plurality(["A"], 50, ExtendIfHITAgreementScoreIsLessThan=50),
        "ExtendMaximumAssignments",
    ),
    "a doubtful boolean": (plurality(["A"], 50, DisregardAssignmentIfRejected="maybe"), "maybe"),
}


@pytest.mark.parametrize("case", REFUSED_PLURALITIES)
def test_a_plurality_policy_is_refused_with(world: World, case: str) -> None:
    policy, told = REFUSED_PLURALITIES[case]
    with pytest.raises(ClientError) as caught:
        world.hit(HITReviewPolicy=policy)
    assert caught.value.response["Error"]["Code"] == "ParameterValidationError"
    assert told in caught.value.response["Error"]["Message"]
