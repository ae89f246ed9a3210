"""Requests, tests, retries and disposal, through boto3 (API reference 10.3-10.5)."""

from __future__ import annotations

import pytest

from tests.marketplace.qualifications.conftest import Stage
from turkform.marketplace import qualification_work
from turkform.marketplace.clock import DAY, HOUR
from turkform.marketplace.not_allowed import NotAllowed

SCHEMAS = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas"
TEST = f"""<QuestionForm xmlns="{SCHEMAS}/2017-11-06/QuestionForm.xsd"><Question>
<QuestionIdentifier>cat</QuestionIdentifier><QuestionContent><Text>Which?</Text></QuestionContent>
<AnswerSpecification><SelectionAnswer><Selections>
<Selection><SelectionIdentifier>cat</SelectionIdentifier><Text>Cat</Text></Selection>
<Selection><SelectionIdentifier>dog</SelectionIdentifier><Text>Dog</Text></Selection>
</Selections></SelectionAnswer></AnswerSpecification></Question></QuestionForm>"""
KEY = f"""<AnswerKey xmlns="{SCHEMAS}/2005-10-01/AnswerKey.xsd"><Question>
<QuestionIdentifier>cat</QuestionIdentifier><AnswerOption><SelectionIdentifier>cat
</SelectionIdentifier><AnswerScore>5</AnswerScore></AnswerOption></Question>%s</AnswerKey>"""


def answers(choice: str) -> str:
    return (
        f'<QuestionFormAnswers xmlns="{SCHEMAS}/2005-10-01/QuestionFormAnswers.xsd"><Answer>'
        f"<QuestionIdentifier>cat</QuestionIdentifier><SelectionIdentifier>{choice}"
        "</SelectionIdentifier></Answer></QuestionFormAnswers>"
    )


def take(stage: Stage, type_id: str, worker_id: str, choice: str) -> int | None:
    opened = stage.request(type_id, worker_id)
    assert opened.state == "Started"
    with stage.marketplace.acting() as scope:
        done = qualification_work.submit_test(scope, opened.request_id, worker_id, answers(choice))
    return done.integer_value


def test_a_request_waits_for_the_owner_and_is_granted_with_a_value(stage: Stage) -> None:
    type_id = stage.qualification_type()
    asked = stage.request(type_id, "AONE")
    listed = stage.client.list_qualification_requests(QualificationTypeId=type_id)
    assert [one["QualificationRequestId"] for one in listed["QualificationRequests"]] == [
        asked.request_id
    ]
    stage.client.accept_qualification_request(
        QualificationRequestId=asked.request_id, IntegerValue=7
    )
    score = stage.client.get_qualification_score(QualificationTypeId=type_id, WorkerId="AONE")
    assert score["Qualification"]["IntegerValue"] == 7
    assert stage.client.list_qualification_requests()["NumResults"] == 0


def test_a_decided_request_cannot_be_decided_again(stage: Stage) -> None:
    asked = stage.request(stage.qualification_type(), "AONE")
    stage.client.reject_qualification_request(QualificationRequestId=asked.request_id, Reason="r")
    error = stage.refusal("accept_qualification_request", QualificationRequestId=asked.request_id)
    assert error["TurkErrorCode"] == "AWS.MechanicalTurk.InvalidQualificationRequestState"


def test_an_unknown_request_does_not_exist(stage: Stage) -> None:
    error = stage.refusal("reject_qualification_request", QualificationRequestId="3NONE")
    assert error["TurkErrorCode"] == "AWS.MechanicalTurk.QualificationRequestDoesNotExist"


def test_without_a_retry_delay_a_worker_asks_once(stage: Stage) -> None:
    type_id = stage.qualification_type()
    asked = stage.request(type_id, "AONE")
    stage.client.reject_qualification_request(QualificationRequestId=asked.request_id)
    stage.wait(100 * DAY)
    with pytest.raises(NotAllowed, match="only once"):
        stage.request(type_id, "AONE")


def test_an_auto_granted_type_is_held_at_once(stage: Stage) -> None:
    type_id = stage.qualification_type(AutoGranted=True, AutoGrantedValue=3)
    assert stage.request(type_id, "AONE").integer_value == 3


@pytest.mark.parametrize(
    ("mapping", "value"),
    [
        ("", 5),
        ("<PercentageMapping><MaximumSummedScore>8</MaximumSummedScore></PercentageMapping>", 63),
        ("<ScaleMapping><SummedScoreMultiplier>1.5</SummedScoreMultiplier></ScaleMapping>", 8),
        (
            (
                "<RangeMapping><SummedScoreRange><InclusiveLowerBound>5</InclusiveLowerBound>"
                "<InclusiveUpperBound>9</InclusiveUpperBound><QualificationValue>42"
                "</QualificationValue></SummedScoreRange><OutOfRangeQualificationValue>1"
                "</OutOfRangeQualificationValue></RangeMapping>"
            ),
            42,
        ),
    ],
)
def test_a_test_with_a_key_is_graded_at_once(stage: Stage, mapping: str, value: int) -> None:
    wrapped = mapping and f"<QualificationValueMapping>{mapping}</QualificationValueMapping>"
    type_id = stage.qualification_type(
        Test=TEST, TestDurationInSeconds=600, AnswerKey=KEY % wrapped
    )
    assert take(stage, type_id, "AONE", "cat") == value


def test_a_retake_overwrites_the_value_once_the_delay_is_over(stage: Stage) -> None:
    type_id = stage.qualification_type(
        Test=TEST, TestDurationInSeconds=600, AnswerKey=KEY % "", RetryDelayInSeconds=3600
    )
    assert take(stage, type_id, "AONE", "dog") == 0
    with pytest.raises(NotAllowed, match="again in"):
        stage.request(type_id, "AONE")
    stage.wait(HOUR)
    assert take(stage, type_id, "AONE", "cat") == 5


def test_a_test_without_a_key_waits_with_its_answers(stage: Stage) -> None:
    type_id = stage.qualification_type(Test=TEST, TestDurationInSeconds=600)
    assert take(stage, type_id, "AONE", "cat") is None
    (listed,) = stage.client.list_qualification_requests()["QualificationRequests"]
    assert listed["Answer"] == answers("cat")
    assert listed["Test"] == TEST


def test_a_broken_test_is_refused_with_the_parser_s_words(stage: Stage) -> None:
    error = stage.refusal(
        "create_qualification_type",
        Name="n",
        Description="d",
        QualificationTypeStatus="Active",
        Test="<QuestionForm",
        TestDurationInSeconds=60,
    )
    assert error["Code"] == "ParameterValidationError"
    assert error["Message"].startswith("There was an error parsing the XML question or answer data")


def test_a_deleted_type_keeps_its_name_for_48_hours_and_rejects_what_waits(stage: Stage) -> None:
    type_id = stage.qualification_type()
    stage.request(type_id, "AONE")
    stage.client.delete_qualification_type(QualificationTypeId=type_id)
    assert stage.client.list_qualification_requests()["NumResults"] == 0
    again = stage.refusal("delete_qualification_type", QualificationTypeId=type_id)
    assert again["TurkErrorCode"] == "AWS.MechanicalTurk.InvalidQualificationTypeState"
    taken = {"Name": "Trained", "Description": "d", "QualificationTypeStatus": "Active"}
    error = stage.refusal("create_qualification_type", **taken)
    assert error["TurkErrorCode"] == "AWS.MechanicalTurk.QualificationTypeAlreadyExists"
    stage.wait(48 * HOUR)
    assert stage.qualification_type() != type_id


def test_system_types_can_be_read_and_listed_unless_only_requestable_ones_are_wanted(
    stage: Stage,
) -> None:
    locale = stage.client.get_qualification_type(QualificationTypeId="00000000000000000071")
    assert locale["QualificationType"]["Name"] == "Worker_Locale"
    everything = stage.client.list_qualification_types(MustBeRequestable=False)
    assert everything["NumResults"] == 5
    assert stage.client.list_qualification_types(MustBeRequestable=True)["NumResults"] == 0


def test_pages_of_types_go_from_the_system_s_to_the_requesters(stage: Stage) -> None:
    mine = {stage.qualification_type(Name=f"Type {number}") for number in range(3)}
    pages = stage.client.get_paginator("list_qualification_types").paginate(
        MustBeRequestable=False, PaginationConfig={"PageSize": 2}
    )
    ids = [one["QualificationTypeId"] for page in pages for one in page["QualificationTypes"]]
    assert len(ids) == len(set(ids)) == 8
    assert mine == set(ids[5:])
