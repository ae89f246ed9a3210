from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from tests.marketplace.worker_site.browsing import (
    World,
    asked,
    external_question,
    html_question,
    question_form,
    selections,
)


def submitted(world: World, hit_id: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the requester reads: each question with its answer's elements."""
    (assignment,) = world.client.list_assignments_for_hit(HITId=hit_id)["Assignments"]
    root = etree.fromstring(assignment["Answer"].encode())
    return [
        (
            str(answer[0].text),
            [(etree.QName(one).localname, str(one.text)) for one in list(answer)[1:]],
        )
        for answer in root
    ]


def test_a_document_in_its_frame_gets_the_assignment_and_this_marketplace_to_submit_to(
    world: World,
) -> None:
    hit_id = world.publish()
    browser = world.worker()
    assignment_id = browser.accept(world.group(hit_id))
    frame = browser.frame
    given = {key: value[0] for key, value in parse_qs(urlsplit(frame).query).items()}
    assert given["assignmentId"] == assignment_id
    assert given["hitId"] == hit_id
    assert given["turkSubmitTo"] == "http://work.example"
    assert given["workerId"].startswith("A")
    assert 'action="http://work.example/mturk/externalSubmit"' in browser.get(frame)


def test_a_preview_gives_no_assignment_and_no_worker(world: World) -> None:
    hit_id = world.publish()
    browser = world.worker()
    browser.get(f"/projects/{world.group(hit_id)}/preview")
    given = parse_qs(urlsplit(browser.frame).query)
    assert given["assignmentId"] == ["ASSIGNMENT_ID_NOT_AVAILABLE"]
    assert "workerId" not in given


def test_an_external_page_keeps_its_query_and_gets_the_four_parameters(world: World) -> None:
    hit_id = world.publish(external_question("https://survey.example/s?x=1&amp;y=2"))
    browser = world.worker()
    assignment_id = browser.accept(world.group(hit_id))
    parts = urlsplit(browser.frame)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://survey.example/s"
    assert parts.query.startswith("x=1&y=2&assignmentId=" + assignment_id)
    assert set(parse_qs(parts.query)) >= {"assignmentId", "hitId", "workerId", "turkSubmitTo"}


def test_an_external_page_on_the_workers_own_machine_may_be_framed_without_tls(
    world: World,
) -> None:
    hit_id = world.publish(external_question("http://localhost:5000/task"))
    browser = world.worker()
    browser.accept(world.group(hit_id))
    assert browser.frame.startswith("http://localhost:5000/task?assignmentId=")
    policy = browser.headers["content-security-policy"]
    assert policy.endswith("frame-src 'self' https: http://localhost:5000")


def test_what_a_frame_submits_is_free_text_with_line_ends_and_without_reserved_names(
    world: World,
) -> None:
    hit_id = world.publish()
    browser = world.worker()
    assignment_id = browser.accept(world.group(hit_id))
    fields = {
        "assignmentId": assignment_id,
        "hitId": hit_id,
        "workerId": "A1",
        "turkSubmitTo": "x",
        "label": "<cat>",
        "why": "a\r\nb",
    }
    browser.post_from("null", "/mturk/externalSubmit", fields)
    assert browser.status == 200
    assert submitted(world, hit_id) == [
        ("label", [("FreeText", "<cat>")]),
        ("why", [("FreeText", "a\r\nb")]),
    ]
    assert "Your work was submitted" in browser.get(f"/tasks/{assignment_id}")


def test_the_assignment_may_stand_in_the_address_that_a_form_posts_to(world: World) -> None:
    hit_id = world.publish()
    browser = world.worker()
    path = f"/mturk/externalSubmit?assignmentId={browser.accept(world.group(hit_id))}&label=no"
    browser.post_from("https://study.example", path, {"label": "cat"})
    assert submitted(world, hit_id) == [("label", [("FreeText", "cat")])]


def test_a_page_may_submit_by_its_address_alone(world: World) -> None:
    hit_id = world.publish()
    browser = world.worker()
    assignment_id = browser.accept(world.group(hit_id))
    browser.get(f"/mturk/externalSubmit?assignmentId={assignment_id}&label=cat&hitId=x")
    assert submitted(world, hit_id) == [("label", [("FreeText", "cat")])]


def test_a_preview_cannot_be_submitted(world: World) -> None:
    fields = {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE", "label": "cat"}
    browser = world.worker()
    text = browser.post_from("null", "/mturk/externalSubmit", fields)
    assert (browser.status, "has not been accepted" in text) == (400, True)


def test_work_that_was_submitted_cannot_be_submitted_again(world: World) -> None:
    hit_id = world.publish(MaxAssignments=2)
    browser = world.worker()
    fields = {"assignmentId": browser.accept(world.group(hit_id)), "label": "cat"}
    browser.post_from("null", "/mturk/externalSubmit", fields)
    browser.post_from("null", "/mturk/externalSubmit", fields | {"label": "dog"})
    assert browser.status == 400
    assert submitted(world, hit_id) == [("label", [("FreeText", "cat")])]


def test_selections_of_a_form_are_selections_and_other_text_is_other_text(world: World) -> None:
    hit_id = world.publish(
        question_form(
            asked("animal", selections("cat", "dog", style="checkbox", most=2)),
            asked("colour", selections("red", style="dropdown", other=True)),
            asked("why", "<FreeTextAnswer/>", required=False),
        )
    )
    browser = world.worker()
    assignment_id = browser.accept(world.group(hit_id))
    fields: dict[str, str | list[str]] = {
        "animal": ["cat", "dog"],
        "colour": "",
        "colour:turkform.other": "blue",
        "why": "",
    }
    browser.post(f"/tasks/{assignment_id}/submit", **fields)
    assert browser.path == f"/tasks/{assignment_id}/submitted"
    assert submitted(world, hit_id) == [
        ("animal", [("SelectionIdentifier", "cat"), ("SelectionIdentifier", "dog")]),
        ("colour", [("OtherSelectionText", "blue")]),
        ("why", [("FreeText", "None")]),
    ]


def test_a_form_that_lacks_an_answer_is_shown_again_with_what_was_written(world: World) -> None:
    number = (
        '<FreeTextAnswer><Constraints><IsNumeric maxValue="10"/></Constraints></FreeTextAnswer>'
    )
    hit_id = world.publish(
        question_form(asked("animal", selections("cat", "dog")), asked("count", number))
    )
    browser = world.worker()
    assignment_id = browser.accept(world.group(hit_id))
    text = browser.post(f"/tasks/{assignment_id}/submit", count="11")
    assert browser.status == 422
    assert "Please choose an answer." in text
    assert "The number must be at most 10." in text
    assert 'value="11"' in text
    assert world.client.list_assignments_for_hit(HITId=hit_id)["NumResults"] == 0


def test_a_form_submitted_by_a_script_keeps_its_selections(world: World) -> None:
    hit_id = world.publish(question_form(asked("animal", selections("cat", "dog"))))
    browser = world.worker()
    fields = {"assignmentId": browser.accept(world.group(hit_id)), "animal": "dog"}
    browser.post_from("null", "/mturk/externalSubmit", fields)
    assert submitted(world, hit_id) == [("animal", [("SelectionIdentifier", "dog")])]


def test_returned_work_leaves_the_queue_and_is_open_to_the_next_worker(world: World) -> None:
    hit_id = world.publish()
    ada, bob = world.worker("Ada"), world.worker("Bob")
    assignment_id = ada.accept(world.group(hit_id))
    assert "Label one photo" in ada.get("/tasks")
    assert "Label one photo" not in bob.get("/projects")
    ada.post(f"/tasks/{assignment_id}/return")
    assert "Your queue is empty" in ada.get("/tasks")
    assert bob.accept(world.group(hit_id))


def test_the_work_page_says_how_much_time_is_left(world: World) -> None:
    hit_id = world.publish()
    browser = world.worker()
    browser.accept(world.group(hit_id))
    found = re.search(r'data-left-ms="(\d+)">(\d+):\d\d<', browser.text)
    assert found
    assert 590_000 < int(found[1]) <= 600_000


def test_another_workers_task_cannot_be_opened(world: World) -> None:
    hit_id = world.publish(html_question())
    assignment_id = world.worker("Ada").accept(world.group(hit_id))
    bob = world.worker("Bob")
    assert "You do not have this HIT." in bob.get(f"/tasks/{assignment_id}")


def test_the_dashboard_shows_approval_feedback_bonus_and_messages(world: World) -> None:
    hit_id = world.publish()
    browser = world.worker()
    assignment_id = browser.accept(world.group(hit_id))
    browser.post_from(
        "null", "/mturk/externalSubmit", {"assignmentId": assignment_id, "label": "c"}
    )
    worker_id = world.client.get_assignment(AssignmentId=assignment_id)["Assignment"]["WorkerId"]
    world.client.approve_assignment(
        AssignmentId=assignment_id, RequesterFeedback="Neat <b>work</b>"
    )
    world.client.send_bonus(
        WorkerId=worker_id, AssignmentId=assignment_id, BonusAmount="1.00", Reason="Careful"
    )
    world.client.notify_workers(WorkerIds=[worker_id], Subject="Wave two", MessageText="Come back.")
    overview = browser.get("/dashboard")
    assert "$1.12" in overview
    assert "Wave two" in overview
    assert "Neat &lt;b&gt;work&lt;/b&gt;" in browser.get("/dashboard/history?status=Approved")
    assert "Careful" in browser.get("/dashboard/earnings")
    assert "Come back." in browser.get("/dashboard/messages")
