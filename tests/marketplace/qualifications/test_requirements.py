"""Requirements at CreateHIT and at the door, through boto3 (API reference 8, 10.1)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.marketplace.qualifications.conftest import Stage
from turkform.marketplace.not_allowed import NotAllowed

LOCALE = "00000000000000000071"
PERCENT = "000000000000000000L0"


def rule(type_id: str, comparator: str, **members: Any) -> dict[str, Any]:
    return {"QualificationTypeId": type_id, "Comparator": comparator, **members}


def test_both_guards_in_one_requirement_are_refused(stage: Stage) -> None:
    both = rule(PERCENT, "Exists", ActionsGuarded="Accept", RequiredToPreview=False)
    error = stage.refusal(
        "create_hit_type",
        Title="t",
        Description="d",
        Reward="0.10",
        AssignmentDurationInSeconds=60,
        QualificationRequirements=[both],
    )
    assert error["Code"] == "InvalidParameterCombinationError"
    assert error["Message"].startswith(
        "The combination of parameters supplied to the request is invalid: "
        "ActionsGuarded, RequiredToPreview."
    )


def test_a_requirement_is_read_back_with_both_guards_filled(stage: Stage) -> None:
    hit_id = stage.hit(rule(PERCENT, "GreaterThan", IntegerValues=[90]))
    read = stage.client.get_hit(HITId=hit_id)["HIT"]["QualificationRequirements"]
    assert read == [
        {
            "QualificationTypeId": PERCENT,
            "Comparator": "GreaterThan",
            "IntegerValues": [90],
            "RequiredToPreview": False,
            "ActionsGuarded": "Accept",
        }
    ]


@pytest.mark.parametrize(
    ("requirement", "code"),
    [
        (rule(PERCENT, "Exists", IntegerValues=[1]), "InvalidParameterCombinationError"),
        (
            rule(LOCALE, "Exists", LocaleValues=[{"Country": "US"}]),
            "InvalidParameterCombinationError",
        ),
        (rule(PERCENT, "EqualTo", IntegerValues=[1, 2]), "ParameterValidationError"),
        (rule(PERCENT, "GreaterThan"), "ParameterValidationError"),
        (rule(PERCENT, "In", IntegerValues=list(range(16))), "ParameterValidationError"),
        (rule(PERCENT, "EqualTo", LocaleValues=[{"Country": "US"}]), "ParameterValidationError"),
        (rule(LOCALE, "EqualTo", IntegerValues=[1]), "ParameterValidationError"),
        (
            rule(LOCALE, "EqualTo", LocaleValues=[{"Country": "US"}, {"Country": "CA"}]),
            "ParameterValidationError",
        ),
        (rule(LOCALE, "GreaterThan", LocaleValues=[{"Country": "US"}]), "ParameterValidationError"),
        (
            rule(LOCALE, "EqualTo", LocaleValues=[{"Country": "CA", "Subdivision": "ON"}]),
            "ParameterValidationError",
        ),
        (
            rule("2F1QJWKUDD8XADTFD2Q0G6UTO95ALH", "EqualTo", IntegerValues=[1]),
            "ParameterValidationError",
        ),
        (rule("3UNKNOWN", "Exists"), "RequestError"),
        (rule("2ARFPLSP75KLA8M8DH1HTEQVJT3SY6", "Exists"), "RequestError"),
    ],
)
def test_values_that_do_not_suit_the_comparator_or_type_are_refused(
    stage: Stage, requirement: dict[str, Any], code: str
) -> None:
    error = stage.refusal(
        "create_hit_type",
        Title="t",
        Description="d",
        Reward="0.10",
        AssignmentDurationInSeconds=60,
        QualificationRequirements=[requirement],
    )
    assert error["Code"] == code


def test_an_inactive_type_bars_new_hits(stage: Stage) -> None:
    type_id = stage.qualification_type(QualificationTypeStatus="Inactive")
    error = stage.refusal(
        "create_hit_type",
        Title="t",
        Description="d",
        Reward="0.10",
        AssignmentDurationInSeconds=60,
        QualificationRequirements=[rule(type_id, "Exists")],
    )
    assert error["TurkErrorCode"] == "AWS.MechanicalTurk.InvalidQualificationTypeState"


def test_only_a_worker_who_meets_the_requirements_may_accept(stage: Stage) -> None:
    type_id = stage.qualification_type()
    hit_id = stage.hit(rule(type_id, "GreaterThanOrEqualTo", IntegerValues=[80]))
    stage.worker("AGOOD")
    with pytest.raises(NotAllowed, match="qualification requirements of this HIT: Trained"):
        stage.accept(hit_id, "AGOOD")
    stage.client.associate_qualification_with_worker(
        QualificationTypeId=type_id, WorkerId="AGOOD", IntegerValue=80
    )
    assert stage.accept(hit_id, "AGOOD")


def test_the_approval_rate_of_a_veteran_counts_and_of_a_newcomer_reads_100(stage: Stage) -> None:
    hit_id = stage.hit(rule(PERCENT, "GreaterThanOrEqualTo", IntegerValues=[95]))
    stage.worker("APOOR", prior_submitted=200, prior_approved=150)
    with pytest.raises(NotAllowed):
        stage.accept(hit_id, "APOOR")
    assert stage.accept(hit_id, stage.worker("ANEW", prior_submitted=10, prior_approved=1))


def test_a_blocked_worker_cannot_accept(stage: Stage) -> None:
    hit_id = stage.hit()
    stage.client.create_worker_block(WorkerId=stage.worker("ABAD"), Reason="r")
    with pytest.raises(NotAllowed):
        stage.accept(hit_id, "ABAD")
    stage.client.delete_worker_block(WorkerId="ABAD")
    assert stage.accept(hit_id, "ABAD")
