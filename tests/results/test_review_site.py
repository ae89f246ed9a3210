"""The review page through HTTP, without a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.results.builders import NOON, submission
from turkform.core.submissions import Status, Submission
from turkform.results.decisions import Decision, DecisionFile
from turkform.results.review.desk import Desk
from turkform.results.review.site import build_review
from turkform.results.table import Result, Table

TOKEN = "a-long-secret"
QUESTION = (
    '<HTMLQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA[<form><input name="label"></form>]]>'
    "</HTMLContent><FrameHeight>0</FrameHeight></HTMLQuestion>"
)
HOSTILE = "</script><script>alert(1)</script>"


def desk_of(path: Path, *submissions: Submission) -> Desk:
    results = [Result(one, "w-1", {"photo_id": "<b>img</b>"}) for one in submissions]
    table = Table(results, ("photo_id",), ("label",))
    verdicts = {"3A1": [("careful", "bonus $1.00")]}
    return Desk("photos", table, DecisionFile(path), lambda _: QUESTION, verdicts, NOON)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.csv"


@pytest.fixture
def site(path: Path) -> Iterator[TestClient]:
    desk = desk_of(
        path,
        submission("3A1", answers={"label": HOSTILE}),
        submission("3A2"),
        submission("3A3", status=Status.APPROVED),
    )
    with TestClient(build_review(desk, TOKEN), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def reviewer(site: TestClient) -> TestClient:
    assert site.get("/", params={"token": TOKEN}).status_code == 200
    return site


def decide(reviewer: TestClient, *assignments: str, **fields: str) -> str:
    form = {"token": TOKEN, "back": "/?show=waiting", "assignment": list(assignments), **fields}
    return reviewer.post("/decide", data=form).text


def test_nobody_gets_in_without_the_token(site: TestClient) -> None:
    assert site.get("/").status_code == 403
    assert site.get("/question/3A1").status_code == 403
    assert site.get("/", params={"token": "guess"}).status_code == 403


def test_two_reviews_on_one_machine_do_not_shut_each_other_out(
    site: TestClient, path: Path
) -> None:
    other = build_review(desk_of(path), "another-secret")
    assert site.get("/", params={"token": TOKEN}).status_code == 200
    with TestClient(other, base_url="http://127.0.0.1:9000", cookies=site.cookies) as second:
        assert second.get("/").status_code == 403
        assert second.get("/", params={"token": "another-secret"}).status_code == 200
        site.cookies.update(second.cookies)
    assert site.get("/").status_code == 200


def test_a_page_under_another_name_is_refused(reviewer: TestClient) -> None:
    assert reviewer.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_submissions_that_wait_are_shown_with_row_answers_and_rules(reviewer: TestClient) -> None:
    text = reviewer.get("/").text
    assert "3A1" in text
    assert "3A3" not in text
    assert "&lt;b&gt;img&lt;/b&gt;" in text
    assert ">careful</th><td>bonus $1.00<" in text
    assert "<script>alert" not in text


def test_many_are_approved_at_once_and_kept_in_the_file(reviewer: TestClient, path: Path) -> None:
    text = decide(reviewer, "3A1", "3A2", verdict="approve")
    assert "Nothing waits for a decision" in text
    assert DecisionFile(path).load() == {
        name: Decision(name, approve=True) for name in ("3A1", "3A2")
    }


def test_a_rejection_without_a_reason_is_refused_and_nothing_is_kept(
    reviewer: TestClient, path: Path
) -> None:
    assert "needs a reason" in decide(reviewer, "3A1", verdict="reject")
    assert DecisionFile(path).load() == {}


def test_a_rejection_of_approved_work_is_refused_for_all_that_were_chosen(
    reviewer: TestClient, path: Path
) -> None:
    text = decide(reviewer, "3A1", "3A3", verdict="reject", reason="Blank.")
    assert "cannot be taken back" in text
    assert DecisionFile(path).load() == {}


def test_a_bonus_goes_with_an_approval(reviewer: TestClient, path: Path) -> None:
    decide(reviewer, "3A2", verdict="approve", bonus="0.50", bonus_reason="Careful")
    assert DecisionFile(path).load()["3A2"].bonus == "0.50"


def test_a_decision_can_be_taken_back(reviewer: TestClient, path: Path) -> None:
    decide(reviewer, "3A2", verdict="approve")
    decide(reviewer, "3A2", verdict="clear")
    assert DecisionFile(path).load() == {}


def test_a_form_from_elsewhere_is_refused(reviewer: TestClient, path: Path) -> None:
    form = {"token": "guess", "assignment": "3A1", "verdict": "approve"}
    assert reviewer.post("/decide", data=form).status_code == 403
    assert not path.exists()


def test_the_question_is_served_in_a_sandbox_with_the_answers_harmless(
    reviewer: TestClient,
) -> None:
    reply = reviewer.get("/question/3A1")
    assert reply.headers["Content-Security-Policy"].startswith("sandbox allow-scripts")
    assert '<input name="label">' in reply.text
    assert "<script>alert" not in reply.text
