from __future__ import annotations

from tests.marketplace.worker_site.browsing import KEY, TEST, World


def test_a_test_with_a_key_is_graded_at_once_and_opens_the_hit(world: World) -> None:
    type_id = world.qualification(Test=TEST, AnswerKey=KEY, TestDurationInSeconds=600)
    rule = {
        "QualificationTypeId": type_id,
        "Comparator": "GreaterThanOrEqualTo",
        "IntegerValues": [80],
    }
    hit_id = world.publish(QualificationRequirements=[rule])
    browser = world.worker()
    browser.get(f"/qualifications/{type_id}")
    browser.post(f"/qualifications/{type_id}/request")
    assert browser.path.startswith("/tests/")
    text = browser.post(browser.path, animal="cat")
    assert "You have this qualification with the value <b>100</b>" in text
    assert browser.accept(world.group(hit_id))


def test_a_test_with_an_answer_missing_is_shown_again_and_not_graded(world: World) -> None:
    type_id = world.qualification(Test=TEST, AnswerKey=KEY, TestDurationInSeconds=600)
    browser = world.worker()
    browser.get(f"/qualifications/{type_id}")
    browser.post(f"/qualifications/{type_id}/request")
    text = browser.post(browser.path)
    assert (browser.status, "Please choose an answer." in text) == (422, True)
    assert "Test begun" in browser.get("/qualifications")


def test_a_request_waits_for_the_requester_and_shows_the_decision(world: World) -> None:
    type_id = world.qualification()
    browser = world.worker()
    browser.get(f"/qualifications/{type_id}")
    browser.post(f"/qualifications/{type_id}/request")
    assert "Waiting for a decision" in browser.text
    (request,) = world.client.list_qualification_requests()["QualificationRequests"]
    world.client.reject_qualification_request(
        QualificationRequestId=request["QualificationRequestId"], Reason="Not this time"
    )
    assert "Not this time" in browser.get(f"/qualifications/{type_id}")
    assert "only once, and you have" in browser.text


def test_a_worker_finds_a_qualification_by_words_and_sees_it_among_theirs(world: World) -> None:
    world.qualification(Name="Other")
    type_id = world.qualification(Keywords="photo", AutoGranted=True, AutoGrantedValue=7)
    browser = world.worker()
    text = browser.get("/qualifications?search=photo")
    assert (f"/qualifications/{type_id}" in text, "Other" in text) == (True, False)
    browser.post(f"/qualifications/{type_id}/request")
    assert "with the value <b>7</b>" in browser.text


def test_what_the_marketplace_computes_is_shown_and_cannot_be_requested(world: World) -> None:
    browser = world.worker()
    text = browser.get("/qualifications/000000000000000000L0")
    assert "100" in text
    browser.get("/projects")
    browser.post("/qualifications/000000000000000000L0/request")
    assert browser.status == 409


def test_another_workers_test_cannot_be_opened(world: World) -> None:
    type_id = world.qualification(Test=TEST, TestDurationInSeconds=600)
    ada = world.worker("Ada")
    ada.get(f"/qualifications/{type_id}")
    ada.post(f"/qualifications/{type_id}/request")
    bob = world.worker("Bob")
    assert "This test is not yours." in bob.get(ada.path)
